/** Version of the API that this server implements. */
export const VERSION = '0.8.0'
