import { encryptionKey } from '../../src/auth/index.ts'

/** Prints the key beside a data folder, made if there is none: node key-main.ts FOLDER */
const key = await encryptionKey({ given: undefined, dataDir: process.argv[2], databaseUrl: undefined })
process.stdout.write(key.toString('hex'))
