import type { SpecProblem } from './errors.ts'
import { isArray, isObject, own } from './plain.ts'
import { toPointer } from './pointer.ts'
import { followRef } from './refs.ts'
import { httpMethods } from './shapes.ts'
import type { Json, JsonObject } from './types.ts'
import type { SpecVersion } from './version.ts'

interface Parameter {
  readonly name: string
  readonly location: string
  readonly pointer: string
}

/**
 * Checks what an operation says together with its path and with the rest of the document: path templates and their
 * parameters, parameters given twice, security schemes that are used but not declared, missing responses.
 */
export function checkOperations(json: JsonObject, version: SpecVersion): SpecProblem[] {
  const problems: SpecProblem[] = checkSecurity(json, own(json, 'security'), '/security')
  const paths = own(json, 'paths')
  if (!isObject(paths)) return problems
  for (const [path, item] of Object.entries(paths)) {
    if (path.startsWith('x-') || !isObject(item)) continue
    const template = readTemplate(path)
    if (typeof template === 'string') {
      problems.push({ pointer: toPointer(['paths', path]), message: template })
      continue
    }
    const shared = readParameters(
      json,
      own(item, 'parameters'),
      toPointer(['paths', path, 'parameters']),
      problems,
    )
    for (const method of httpMethods) {
      const operation = own(item, method)
      if (!isObject(operation)) continue
      const pointer = toPointer(['paths', path, method])
      const given = readParameters(json, own(operation, 'parameters'), `${pointer}/parameters`, problems)
      problems.push(...checkTemplate(template, [...shared, ...given], pointer))
      problems.push(...checkSecurity(json, own(operation, 'security'), `${pointer}/security`))
      if (own(operation, 'responses') === undefined && version === '3.0') {
        problems.push({ pointer, message: 'the operation has no responses; add at least one.' })
      }
    }
  }
  return problems
}

/** The parameter names of a path in order, or what is wrong with it. */
function readTemplate(path: string): readonly string[] | string {
  const names = [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name ?? '')
  const rest = path.replace(/\{[^{}]*\}/g, '')
  if (/[{}]/.test(rest)) return 'the braces of the path do not pair; write each parameter as {name}.'
  if (names.includes('')) return 'the path has a parameter without a name; write it as {name}.'
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) return `the path names the parameter {${twice}} twice; rename one of the two.`
  return names
}

function readParameters(
  json: JsonObject,
  list: Json | undefined,
  pointer: string,
  problems: SpecProblem[],
): Parameter[] {
  if (!isArray(list)) return []
  const parameters = list.flatMap((item, index): Parameter[] => {
    const ref = own(item, '$ref')
    const target = typeof ref === 'string' ? followRef(json, ref) : { value: item }
    const value = 'value' in target ? target.value : undefined
    const name = own(value, 'name')
    const location = own(value, 'in')
    if (typeof name !== 'string' || typeof location !== 'string') return []
    return [{ name, location, pointer: `${pointer}/${index}` }]
  })
  const seen = new Map<string, Parameter>()
  for (const parameter of parameters) {
    // Header names are the same in any case.
    const name = parameter.location === 'header' ? parameter.name.toLowerCase() : parameter.name
    const key = `${parameter.location} ${name}`
    const first = seen.get(key)
    if (first === undefined) seen.set(key, parameter)
    else {
      const message = `the ${parameter.location} parameter ${JSON.stringify(parameter.name)} is already declared at ${first.pointer}; remove one of the two.`
      problems.push({ pointer: parameter.pointer, message })
    }
  }
  return parameters
}

function checkTemplate(
  template: readonly string[],
  parameters: readonly Parameter[],
  pointer: string,
): SpecProblem[] {
  const declared = parameters.filter(({ location }) => location === 'path')
  const missing = template.filter((name) => !declared.some((parameter) => parameter.name === name))
  const unused = declared.filter(({ name }) => !template.includes(name))
  return [
    ...missing.map((name) => ({
      pointer,
      message: `the path has {${name}}, but no path parameter ${JSON.stringify(name)} is declared; declare it.`,
    })),
    ...unused.map((parameter) => ({
      pointer: parameter.pointer,
      message: `the path parameter ${JSON.stringify(parameter.name)} does not occur in the path; add {${parameter.name}} or remove the parameter.`,
    })),
  ]
}

function checkSecurity(json: JsonObject, security: Json | undefined, pointer: string): SpecProblem[] {
  if (security === undefined) return []
  if (!isArray(security)) return [{ pointer, message: 'security must be an array of objects.' }]
  const schemes = own(own(json, 'components'), 'securitySchemes')
  return security.flatMap((requirement, index): SpecProblem[] => {
    if (!isObject(requirement))
      return [{ pointer: `${pointer}/${index}`, message: 'a security requirement must be an object.' }]
    return Object.keys(requirement).flatMap((name): SpecProblem[] => {
      if (own(schemes, name) !== undefined) return []
      const message = `the security scheme ${JSON.stringify(name)} is not declared in components.securitySchemes; declare it or remove the requirement.`
      return [{ pointer: pointer + toPointer([index, name]), message }]
    })
  })
}
