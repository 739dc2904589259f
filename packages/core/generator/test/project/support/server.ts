// A server to start: node server.ts MODE SPEC-FILE --port 0. Writes its pid and port to SPEC-FILE.started.
import { spawn } from 'node:child_process'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const [mode = '', specFile = ''] = process.argv.slice(2)

if (mode.startsWith('dies-starting')) {
  if (mode === 'dies-starting-after-talking') console.log('opening the database')
  if (mode === 'dies-starting-after-its-port') console.log('{"port":1}')
  console.error('Error: the database is locked')
  process.exit(3)
}
if (mode === 'ignores-sigterm') process.on('SIGTERM', () => {})
if (mode === 'silent') setInterval(() => {}, 1_000)
else listen()

function listen(): void {
  let probes = 0
  const server = createServer((request, response) => {
    if (request.url === '/health') {
      probes += 1
      if (mode === 'hangs-once' && probes === 1) return
      if (mode === 'unhealthy-then-silent' && probes > 1) return
      response.writeHead(mode.startsWith('unhealthy') ? 503 : 200).end()
    } else if (request.url?.startsWith('/openapi.') && mode === 'dies-later') {
      console.error('Error: out of memory')
      process.exit(4)
    } else if (request.url?.startsWith('/openapi.')) {
      const port = String((server.address() as AddressInfo).port)
      const text = readFileSync(specFile, 'utf8').replaceAll('PORT', port)
      response
        .writeHead(200, { 'content-type': `application/${request.url.slice('/openapi.'.length)}` })
        .end(text)
    } else {
      response.writeHead(404).end()
    }
  })
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo
    const other =
      mode === 'grandchild' ? spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']) : undefined
    const args = process.argv.slice(4).join(' ')
    writeFileSync(`${specFile}.starting`, JSON.stringify({ pid: process.pid, port, other: other?.pid, args }))
    renameSync(`${specFile}.starting`, `${specFile}.started`) // whoever sees the file can read all of it
    if (mode === 'chatty') for (let line = 0; line < 50_000; line += 1) console.error(`log line ${line}`)
    console.log(mode === 'wrong-line' ? 'Listening!' : JSON.stringify({ port }))
  })
}
