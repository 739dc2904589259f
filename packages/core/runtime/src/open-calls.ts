/** The open calls of a client, each as the function that ends it. */
export interface OpenCalls {
  /** @throws UsageError once the client is closed. */
  add(stop: () => void): unknown
  delete(stop: () => void): unknown
}
