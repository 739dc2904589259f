/** Bytes in lower-case hexadecimal digits. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => `${byte < 16 ? 0 : ''}${byte.toString(16)}`).join('')
}

/** So many random bytes in hexadecimal digits. */
export function randomHex(bytes: number): string {
  return hex(crypto.getRandomValues(new Uint8Array(bytes)))
}
