import { randomBytes } from 'node:crypto'

let lastTime = 0
let sequence = 0

/** A UUID version 7: ids made by one process sort in the order they were made. */
export function uuidv7(now: number = Date.now()): string {
  if (now > lastTime) {
    lastTime = now
    sequence = randomBytes(2).readUInt16BE() & 0x3ff
  } else if (++sequence > 0xfff) {
    // The 12 bits behind the time are used up: borrow the next millisecond.
    lastTime++
    sequence = 0
  }
  const time = lastTime.toString(16).padStart(12, '0')
  const random = randomBytes(8)
  random[0] = ((random[0] ?? 0) & 0x3f) | 0x80
  const tail = random.toString('hex')
  return [
    time.slice(0, 8),
    time.slice(8),
    `7${sequence.toString(16).padStart(3, '0')}`,
    tail.slice(0, 4),
    tail.slice(4),
  ].join('-')
}
