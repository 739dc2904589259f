import { describe, expect, it } from 'vitest'
import { supportedNodes } from '../../scripts/release/nodes.ts'
import { repository } from '../../scripts/release/tools.ts'
import { tryRelease } from '../../scripts/release/try.ts'
import { packedFolder, temporaryFolder } from './support.ts'

/** A client with all that its parts need, and the package that stands on all others of the second client. */
const sample = ['openspawn', 'stepflow-runtime']

describe('a release, tried before it is published', () => {
  it('is published to a registry, installed from it in clean folders, and used on Node 20, 22 and 24', async () => {
    const packFolder = await temporaryFolder()
    const packed = (await packedFolder(packFolder)).filter(({ name }) => sample.includes(name))
    const lines: string[] = []
    const failures = await tryRelease({
      packFolder,
      packed,
      root: repository,
      nodes: supportedNodes(),
      print: (line) => lines.push(line),
    })
    expect(failures).toEqual([])
    expect(packed).toHaveLength(sample.length)
    for (const { name } of packed) {
      const uses = lines.filter((line) => line.startsWith(`ok      ${name} `))
      expect(uses.map((line) => /on Node (\d+)/.exec(line)?.[1])).toEqual(['20', '22', '24'])
    }
  })
})
