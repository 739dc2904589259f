import { openDatabase } from '../src/database/database.ts'

/** Opens a database as a server would, says so, and holds it until it is killed. Arguments: URL, folder of migrations, program. */
const [url = '', migrationsFolder = '', exclusive] = process.argv.slice(2)
await openDatabase({ url, migrationsFolder, schema: {}, ...(exclusive === undefined ? {} : { exclusive }) })
process.stdout.write('open\n')
