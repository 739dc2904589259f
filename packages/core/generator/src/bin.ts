#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { problemOfNode } from './cli/node-version.ts'

const manifest = new URL('../package.json', import.meta.url)
const { engines }: { engines: { node: string } } = JSON.parse(readFileSync(manifest, 'utf8'))
const problem = problemOfNode(engines.node, process.versions.node)
if (problem !== undefined) {
  process.stderr.write(`error: ${problem}\n`)
  process.exit(1)
}
const { driftlessProgram } = await import('./cli/driftless.ts')
const { runProgram } = await import('./cli/run-program.ts')
await runProgram(driftlessProgram)
