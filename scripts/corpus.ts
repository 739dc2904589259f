/**
 * `pnpm corpus [name…]`: generates and type-checks clients of all public documents in the development dependencies,
 * the large ones included; takes minutes. Names select documents whose name contains one of them.
 */
import {
  exampleDocuments,
  githubDocuments,
  runCorpus,
  summary,
} from '../packages/core/generator/test/corpus/corpus.ts'
import { refused } from '../packages/core/generator/test/corpus/refused.ts'

const large = ['api.github.com.json', 'ghec.json', 'ghes-3.17.json', 'ghes-3.18.json', 'ghes-3.19.json']
const wanted = process.argv.slice(2)
const documents = [...(await exampleDocuments()), ...githubDocuments(...large)].filter(
  ({ name }) => wanted.length === 0 || wanted.some((text) => name.includes(text)),
)
let failures = 0

// One compiler run holds all packages of its group in memory: the large documents stand alone.
const groups = [
  documents.filter(({ name }) => !name.startsWith('octokit/')),
  ...documents.filter(({ name }) => name.startsWith('octokit/')).map((document) => [document]),
].filter((group) => group.length > 0)

for (const group of groups) {
  const { results, lint } = await runCorpus(group, console.log)
  if (lint !== '') {
    console.error(lint)
    failures++
  }
  for (const { name, errors, refused: reason } of results) {
    for (const error of errors.slice(0, 10)) console.error(`${name}: ${error}`)
    if (reason !== undefined) console.log(`refused ${name} at ${reason.pointer}: ${reason.message}`)
    if (errors.length > 0 || (reason !== undefined && refused[name] === undefined)) failures++
  }
  console.log(summary(results))
}
if (failures > 0 || documents.length === 0) process.exitCode = 1
