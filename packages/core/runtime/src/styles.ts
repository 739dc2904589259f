/** Parameter styles beyond the defaults (`simple` in paths and headers, `form` with explode in queries and cookies). */
import { toText } from './parameters.ts'
import { membersOf, pieces } from './pieces.ts'

function assigned(name: string, value: string): string {
  return `${encodeURIComponent(name)}=${value}`
}

/** `name=value` of each member of an object; the pieces of anything else. */
function exploded(value: unknown, write: (text: string) => string = encodeURIComponent): string[] {
  return (
    membersOf(value)?.map(([name, member]) => `${write(name)}=${write(toText(member))}`) ??
    pieces(value, write)
  )
}

/** Path style `simple`, the default: `3,4`, `R,100,G,200`. */
export function simplePath(_name: string, value: unknown): string {
  return pieces(value).join()
}

/** Path style `simple` with explode: `R=100,G=200`. */
export function simplePathExploded(_name: string, value: unknown): string {
  return exploded(value).join()
}

/** Path style `label`: `.3,4`. */
export function labelPath(_name: string, value: unknown): string {
  return `.${pieces(value).join()}`
}

/** Path style `label` with explode: `.3.4`, `.R=100.G=200`. */
export function labelPathExploded(_name: string, value: unknown): string {
  return exploded(value)
    .map((piece) => `.${piece}`)
    .join('')
}

/** Path style `matrix`: `;id=3,4`. The name is the one on the wire. */
export function matrixPath(name: string, value: unknown): string {
  const text = pieces(value).join()
  return `;${text ? assigned(name, text) : encodeURIComponent(name)}`
}

/** Path style `matrix` with explode: `;id=3;id=4`, `;R=100;G=200`. The name is the one on the wire. */
export function matrixPathExploded(name: string, value: unknown): string {
  if (membersOf(value))
    return exploded(value)
      .map((piece) => `;${piece}`)
      .join('')
  return pieces(value)
    .map((piece) => matrixPiece(name, piece))
    .join('')
}

function matrixPiece(name: string, piece: string): string {
  return `;${piece ? assigned(name, piece) : encodeURIComponent(name)}`
}

/** Path parameter in `content: application/json`. */
export function jsonPath(_name: string, value: unknown): string {
  return encodeURIComponent(JSON.stringify(value))
}

function joinedQuery(name: string, value: unknown, separator: string): string[] {
  const texts = pieces(value)
  return texts.length ? [assigned(name, texts.join(separator))] : []
}

/** Query style `form` without explode: `id=3,4`. */
export function commaQuery(name: string, value: unknown): string[] {
  return joinedQuery(name, value, ',')
}

/** Query style `spaceDelimited` without explode: `id=3%204`. */
export function spaceQuery(name: string, value: unknown): string[] {
  return joinedQuery(name, value, '%20')
}

/** Query style `pipeDelimited` without explode: `id=3%7C4`. */
export function pipeQuery(name: string, value: unknown): string[] {
  return joinedQuery(name, value, '%7C')
}

/** Query style `deepObject`: `filter[a]=1&filter[b][c]=2`; an array repeats its name. */
export function deepObjectQuery(name: string, value: unknown): string[] {
  const members = membersOf(value)
  if (members) return members.flatMap(([key, member]) => deepObjectQuery(`${name}[${key}]`, member))
  if (Array.isArray(value)) return value.flatMap((item) => deepObjectQuery(name, item))
  return pieces(value).map((piece) => assigned(name, piece))
}

/** Query parameter in `content: application/json`. */
export function jsonQuery(name: string, value: unknown): string[] {
  return [assigned(name, encodeURIComponent(JSON.stringify(value)))]
}

/** Leaves reserved characters as they are, but for those that would change the query around them: `& # + %`. */
function encodeReserved(text: string): string {
  return encodeURIComponent(text).replace(/%(2F|3A|3F|40|24|2C|3B|3D|5B|5D)/g, decodeURIComponent)
}

/** Query style `form` with explode and `allowReserved`: `path=/a/b`. */
export function reservedQuery(name: string, value: unknown): string[] {
  if (membersOf(value)) return exploded(value, encodeReserved)
  return pieces(value, encodeReserved).map((piece) => assigned(name, piece))
}

/** Query style `form` without explode and with `allowReserved`: `path=/a,/b`. */
export function reservedCommaQuery(name: string, value: unknown): string[] {
  const texts = pieces(value, encodeReserved)
  return texts.length ? [assigned(name, texts.join())] : []
}

/** Header style `simple` with explode: `R=100,G=200`. */
export function simpleHeaderExploded(_name: string, value: unknown): string {
  return exploded(value, String).join()
}

/** Header in `content: application/json`; what headers cannot carry is escaped. */
export function jsonHeader(_name: string, value: unknown): string {
  return JSON.stringify(value).replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Cookie style `form` without explode: `id=3,4`. */
export function commaCookie(name: string, value: unknown): string[] {
  return joinedQuery(name, value, ',')
}

/** Cookie in `content: application/json`. */
export function jsonCookie(name: string, value: unknown): string[] {
  return jsonQuery(name, value)
}
