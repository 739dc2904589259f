// Stores one document and then the other for two APIs, until it is killed: node generateChild.ts ROOT SPEC SPEC
import { generateProject } from '../../../src/project/generate-project.ts'
import { workshopAt } from '../../../src/project/workshop.ts'
import { fakePipeline } from './pipeline.ts'

const [root = '', ...specs] = process.argv.slice(2)
const pipeline = fakePipeline()

for (let round = 0; ; round += 1) {
  const from = { text: specs[round % 2] ?? '', file: 'given' }
  await generateProject(workshopAt(root), { apis: ['pets', 'zoo'], pipeline, from })
  process.stdout.write('.')
}
