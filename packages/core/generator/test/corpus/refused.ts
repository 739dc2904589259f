/** Public documents that are refused: where, and why nothing faithful can be made of them. */
export const refused: Readonly<Record<string, { readonly pointer: string; readonly reason: RegExp }>> = {}
