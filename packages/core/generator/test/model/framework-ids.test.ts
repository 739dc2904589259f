import { describe, expect, it } from 'vitest'
import { authoredIds } from '../../src/model/framework-ids.ts'

const operation = (operationId: string, httpMethod: string, path: string) => ({
  operationId,
  httpMethod,
  path,
})

describe('operationIds without what a framework adds', () => {
  it.each([
    ['FastAPI', operation('read_book_books__book_id__get', 'get', '/books/{book_id}'), 'read_book'],
    ['FastAPI below a prefix', operation('me_api_v1_users_me_get', 'GET', '/api/v1/users/me'), 'me'],
    ['NestJS', operation('BooksController_findAll', 'get', '/books'), 'Books_findAll'],
    ['nobody', operation('books_get', 'get', '/books/{id}'), 'books_get'],
    ['nobody, where nothing else would be left', operation('_books_get', 'get', '/books'), '_books_get'],
    ['nobody, by a class of another name', operation('Controller_list', 'get', '/x'), 'Controller_list'],
  ])('%s', (_framework, given, id) => {
    expect(authoredIds([given])).toEqual([id])
  })

  it('stay whole where two would be equal', () => {
    const ids = ['get_items_items_get', 'get_items_users_get']
    const same = authoredIds([
      operation(ids[0] ?? '', 'get', '/items'),
      operation(ids[1] ?? '', 'get', '/users'),
    ])
    expect(same).toEqual(ids)
    const other = authoredIds([
      operation('BooksController_list', 'get', '/books'),
      operation('books_list', 'get', '/all-books'),
    ])
    expect(other).toEqual(['BooksController_list', 'books_list'])
  })
})
