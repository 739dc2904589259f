import type { ApiConfig } from '../../../src/config.ts'
import { releaseOf } from '../../../src/diff/release/index.ts'
import { surfaceChanges } from '../../../src/diff/surface/surface-changes.ts'
import type { Change, Release } from '../../../src/diff/types.ts'
import { buildDocument } from '../../../src/document/build.ts'

const config: ApiConfig = { name: 'work', package: 'work-api', client: 'WorkApi' }

/** A small API with something of each kind; every test changes one thing of it. */
export const base: string = `
openapi: 3.1.0
info: { title: Work, version: 1.0.0 }
components:
  schemas:
    Status: { type: string, enum: [todo, done, dead] }
    Task:
      type: object
      required: [id, title, status, assignee_id, size]
      properties:
        id: { type: string }
        title: { type: string }
        status: { $ref: '#/components/schemas/Status' }
        assignee_id: { type: string }
        size: { type: [integer, 'null'] }
        note: { type: string }
        owner: { $ref: '#/components/schemas/Owner' }
    Owner:
      type: object
      required: [name]
      properties:
        name: { type: string }
        tasks: { type: array, items: { $ref: '#/components/schemas/Task' } }
    NewTask:
      type: object
      required: [title]
      properties:
        title: { type: string }
        priority: { type: string, enum: [low, high] }
        size: { type: [integer, 'null'] }
        labels: { type: array, items: { type: string } }
    Error:
      type: object
      required: [message]
      properties: { message: { type: string } }
    Circle:
      type: object
      required: [kind, radius]
      properties: { kind: { const: circle }, radius: { type: number } }
    Square:
      type: object
      required: [kind, side]
      properties: { kind: { const: square }, side: { type: number } }
    Shape: { oneOf: [{ $ref: '#/components/schemas/Circle' }, { $ref: '#/components/schemas/Square' }] }
    Unused:
      type: object
      properties: { text: { type: string } }
paths:
  /tasks:
    get:
      operationId: listTasks
      tags: [tasks]
      parameters:
        - { in: query, name: limit, schema: { type: integer } }
        - { in: query, name: status, schema: { $ref: '#/components/schemas/Status' } }
        - { in: header, name: X-Trace, schema: { type: string } }
      responses:
        '200':
          description: Tasks.
          content:
            application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Task' } } }
    post:
      operationId: createTask
      tags: [tasks]
      requestBody:
        required: true
        content: { application/json: { schema: { $ref: '#/components/schemas/NewTask' } } }
      responses:
        '200':
          description: The task.
          content: { application/json: { schema: { $ref: '#/components/schemas/Task' } } }
        '404':
          description: No such thing.
          content: { application/json: { schema: { $ref: '#/components/schemas/Error' } } }
  /tasks/{id}/claim:
    post:
      operationId: claimTask
      tags: [tasks]
      parameters: [{ in: path, name: id, required: true, schema: { type: string } }]
      responses:
        '200':
          description: Claimed.
          content:
            application/json:
              schema:
                type: object
                required: [id, since]
                properties: { id: { type: string }, since: { type: string }, by: { type: string } }
  /tasks/{id}/links/{other}:
    put:
      operationId: linkTask
      tags: [tasks]
      parameters:
        - { in: path, name: id, required: true, schema: { type: string } }
        - { in: path, name: other, required: true, schema: { type: string } }
      responses: { '204': { description: Linked. } }
  /shapes:
    post:
      operationId: drawShape
      tags: [shapes]
      requestBody:
        required: true
        content: { application/json: { schema: { $ref: '#/components/schemas/Shape' } } }
      responses:
        '200':
          description: The shape.
          content: { application/json: { schema: { $ref: '#/components/schemas/Shape' } } }
`

const releases = new Map<string, Promise<Release>>()

/** The release of a document, generated once. */
export function releaseOfText(text: string, changes: Partial<ApiConfig> = {}): Promise<Release> {
  const key = JSON.stringify([text, changes])
  const known = releases.get(key)
  if (known !== undefined) return known
  const { document } = buildDocument({ text, file: 'work.yaml' })
  const release = releaseOf(document, { ...config, ...changes }, '1.0.0')
  releases.set(key, release)
  return release
}

/** A document with one thing changed. */
export type Edit = readonly [from: string, to: string]

export function edited(edits: readonly Edit[]): string {
  return edits.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the document holds no ${JSON.stringify(from)}`)
    return text.replace(from, to)
  }, base)
}

export interface PairOptions {
  /** What the older document has that the base lacks. */
  readonly before?: readonly Edit[]
  /** The older document, where it is not an edited base. */
  readonly beforeText?: string
  /** The newer document, where it is not the older one edited. */
  readonly after?: string
  readonly oldConfig?: Partial<ApiConfig>
  readonly config?: Partial<ApiConfig>
}

/** What changes for users between the base and an edited document. */
export async function changesAfter(edits: readonly Edit[], options: PairOptions = {}): Promise<Change[]> {
  const { before = [], oldConfig = {}, config: newConfig = {} } = options
  const old = await releaseOfText(options.beforeText ?? edited(before), oldConfig)
  const next = await releaseOfText(options.after ?? edited([...before, ...edits]), newConfig)
  return surfaceChanges(old, next)
}

/** A change as one line: `major request-property-removed tasks.create: the body's \`size\` is gone`. */
export function line({ bump, code, subject, message }: Change): string {
  return `${bump} ${code} ${subject}: ${message}`
}
