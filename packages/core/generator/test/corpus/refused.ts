/** Public documents that are refused: where, and why nothing faithful can be made of them. */
export const refused: Readonly<Record<string, { readonly pointer: string; readonly reason: RegExp }>> = {
  'oas-examples/3.0/json/parameters-common.json': {
    pointer: '/paths/~1anything~1{id}~1{action}~1{id}',
    reason: /names the parameter \{id\} twice/,
  },
  'oas-examples/3.0/json/response-http-behavior.json': {
    pointer: '/paths/~1cache/get/security/0/api_key',
    reason: /security scheme "api_key" is not declared/,
  },
}
