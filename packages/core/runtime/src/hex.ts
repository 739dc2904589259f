/** Bytes in lower-case hexadecimal digits. */
export function hex(bytes: ArrayBuffer | Uint8Array): string {
  return new Uint8Array(bytes).reduce((digits, byte) => digits + (byte + 256).toString(16).slice(1), '')
}

/** So many random bytes in hexadecimal digits. */
export function randomHex(bytes: number): string {
  return hex(crypto.getRandomValues(new Uint8Array(bytes)))
}
