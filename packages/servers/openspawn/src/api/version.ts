/** Version of the API that this server implements. */
export const VERSION = '1.0.0'
