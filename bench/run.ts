/**
 * `pnpm bench [part…]`: measures, prints a table, and fails where a floor is missed. Ratios are taken within one run,
 * both sides in turn: absolute times on a shared machine say little.
 */
import { addRatios } from './add.ts'
import { bundleSizes } from './bundle.ts'
import { callRatios } from './call.ts'
import { checkRatios } from './check.ts'
import { engineRatios } from './engine.ts'
import { generateRatios } from './generate.ts'
import type { Ratio } from './measure.ts'
import { typeRatios } from './types.ts'

const parts: Record<string, () => Promise<Ratio[]>> = {
  bundle: bundleSizes,
  call: callRatios,
  types: typeRatios,
  check: checkRatios,
  generate: generateRatios,
  add: addRatios,
  engine: engineRatios,
}
const wanted = process.argv.slice(2)
const unknown = wanted.filter((part) => !(part in parts))
if (unknown.length > 0) {
  console.error(`Unknown part: ${unknown.join(', ')}. Parts: ${Object.keys(parts).join(', ')}`)
  process.exit(2)
}

let missed = 0
console.log('| measured | value | floor | goal | |\n|---|---|---|---|---|')
for (const [part, measure] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(part)) continue
  for (const ratio of await measure()) {
    const show = (value: number) =>
      ratio.unit === '×' ? `${value.toFixed(value < 0.1 ? 3 : 2)} ×` : `${value} bytes`
    if (ratio.value > ratio.limit) missed++
    const verdict = ratio.value > ratio.limit ? ' **missed**' : ''
    console.log(
      `| ${ratio.name} | ${show(ratio.value)}${verdict} | ${show(ratio.limit)} | ${show(ratio.goal)} | ${ratio.detail} |`,
    )
  }
}
if (missed > 0) process.exitCode = 1
