import { DriftlessError } from '../error-classes.ts'

/** A server led through its pages in a circle, or there is no next page. */
export class PaginationError extends DriftlessError {
  static override readonly kind: string = 'Pagination'
}
