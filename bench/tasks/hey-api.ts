/** `hey-api.ts SPEC OUT`: hey-api alone with its default plugins, unformatted. */
import { resolve } from 'node:path'
import { createClient } from '@hey-api/openapi-ts'

const [spec = '', out = ''] = process.argv.slice(2)
const contexts = await createClient({
  input: resolve(spec),
  output: { path: resolve(out), clean: false },
  logs: { level: 'silent', file: false },
  interactive: false,
})
if (contexts.length !== 1) throw new Error(`hey-api returned ${contexts.length} contexts for ${spec}`)
