const privateHost =
  /^(?:localhost|.*\.(?:localhost|local|internal|lan|home\.arpa)|127(?:\.\d+){3}|10(?:\.\d+){3}|192\.168(?:\.\d+){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d+){2}|169\.254(?:\.\d+){2}|0\.0\.0\.0|\[(?:::1?|f[cd][0-9a-f:]*|fe80:[0-9a-f:]*)\]|[a-z0-9_-]+)$/

/** Whether a host names a place on this machine or network; a name without a dot is a machine or a container. */
export function isPrivateHost(authority: string): boolean {
  const host = authority
    .replace(/^.*@/, '')
    .replace(/:[^:\]]*$/, '')
    .toLowerCase()
  return privateHost.test(host)
}
