/**
 * Says what is wrong with the Node that runs this, before anything is loaded that it does not understand.
 *
 * @param needed `engines.node` of our package.json, of the form `>=22.18`
 * @returns a sentence for people; nothing where it is new enough
 */
export function problemOfNode(needed: string, version: string): string | undefined {
  const [major = 0, minor = 0] = numbersOf(needed)
  const [ownMajor = 0, ownMinor = 0] = numbersOf(version)
  if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return undefined
  return `driftless needs Node ${major}.${minor} or newer, and this is Node ${version}. Clients that it generates run on Node 20 too.`
}

function numbersOf(version: string): number[] {
  return (version.match(/\d+/g) ?? []).map(Number)
}
