import { expandPath, idempotencyKey, jsonBody, type Operation, readNothing } from '../../src/index.ts'

export const getThing: Operation = { id: 'getThing', method: 'GET', path: '/things' }
export const createThing: Operation = { id: 'createThing', method: 'POST', path: '/things', body: jsonBody }
export const deleteThing: Operation = {
  id: 'deleteThing',
  method: 'DELETE',
  path: '/things/{id}',
  expand: expandPath,
  read: readNothing,
  done: [404, 410],
}
export const payOnce: Operation = {
  id: 'payOnce',
  method: 'POST',
  path: '/payments',
  body: jsonBody,
  keyed: idempotencyKey,
  keyHeaders: ['idempotency-key', 'x-idempotency-key'],
}
