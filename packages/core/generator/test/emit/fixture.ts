import type { ApiConfig } from '../../src/config.ts'
import type { SpecDocument } from '../../src/document/types.ts'
import { methodClass } from '../../src/model/retry.ts'
import type { ApiModel, OperationModel, ResourceModel, TypeExpression } from '../../src/model/types.ts'

export const config: ApiConfig = { name: 'pets', package: 'pets-api', client: 'PetsApi' }

export const document: SpecDocument = {
  file: 'schemas/pets/openapi.json',
  json: { openapi: '3.1.0', info: { title: 'Pets', version: '1.2.3' }, paths: {} },
}

export function type(text: string, ...references: string[]): TypeExpression {
  return { text, references }
}

/** `GET /pets/{petId}`, changed as a test needs it. */
export function operation(changes: Partial<OperationModel> = {}): OperationModel {
  return {
    pointer: '/paths/~1pets~1{pet_id}/get',
    operationId: 'get_pet',
    name: 'getPet',
    resource: 'pets',
    method: 'get',
    httpMethod: 'get',
    wirePath: '/pets/{pet_id}',
    path: '/pets/{petId}',
    deprecated: false,
    retry: methodClass(changes.httpMethod ?? 'get'),
    pathParameters: [
      {
        name: 'petId',
        wireName: 'pet_id',
        type: type('string'),
        content: 'primitive',
        required: true,
        style: 'simple',
        explode: false,
        allowReserved: false,
        deprecated: false,
      },
    ],
    result: {
      type: type('Pet', 'Pet'),
      readers: [{ mediaType: 'application/json', kind: 'json' }],
      accept: ['application/json'],
      int64: false,
    },
    errors: [],
    ...changes,
  }
}

export function resource(...operations: OperationModel[]): ResourceModel {
  return { name: 'pets', className: 'Pets', fileName: 'pets', operations }
}

export function model(changes: Partial<ApiModel> = {}): ApiModel {
  return {
    title: 'Pets',
    version: '1.2.3',
    resources: [resource(operation())],
    securitySchemes: [],
    types: { text: 'export interface Pet { name: string }\n', types: ['Pet'], values: [] },
    names: { text: '', types: [], values: [] },
    notices: [],
    ...changes,
  }
}
