// A server to run: node fake-server.ts MODE PIDS-FILE [--config FILE] --port N. Adds the pids of itself, of its parent and of its
// children to PIDS-FILE. `/api/v1/exit?code=N` ends it.
import { spawn } from 'node:child_process'
import { appendFileSync, readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

const [mode = '', pidsFile = '', ...args] = process.argv.slice(2)
const earlierStarts = readFileSync(pidsFile, 'utf8').split('\n').length - 1
note(process.pid, process.ppid)

if (mode === 'dies-at-once' || (mode === 'dies-when-restarted' && earlierStarts > 0)) {
  process.stdout.write('opening the database\n')
  process.stderr.write('Error: the database is locked')
  process.exit(3)
}
if (mode === 'ignores-sigterm') process.on('SIGTERM', () => process.stdout.write('not now\n'))
else if (mode === 'deaf') process.on('SIGTERM', () => {})
else process.on('SIGTERM', () => process.exit(0))
if (mode === 'grandchild') addChild("process.on('SIGTERM', () => {})", false)
if (mode === 'escaped-grandchild') addChild('', true)
if (mode === 'floods') setInterval(() => process.stdout.write(`${'x'.repeat(99)}\n`.repeat(1_000)), 1)
if (mode === 'floods-one-line') setInterval(() => process.stderr.write('y'.repeat(100_000)), 1)
if (mode === 'garbage') {
  process.stdout.write('\u0000\n{"port"\n{"port":"x"}\n{"port":0}\n{"port":5,"level":"info"}\n[]\n"port"\n\n')
}
if (mode === 'mute') setInterval(() => {}, 1_000)
else listen()

function listen(): void {
  const server = createServer(answer)
  server.listen(Number(args.at(-1)), '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo
    if (mode === 'names-another-port') process.stdout.write('{"port":1}\n')
    else if (mode !== 'silent') process.stdout.write(`${JSON.stringify({ port })}\n`)
    if (mode === 'dies-after-its-port') process.exit(4)
  })
}

function answer(...[request, response]: Parameters<RequestListener>): void {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://fake')
  if (pathname === '/api/v1/exit') process.exit(Number(searchParams.get('code')))
  if (pathname === '/api/v1/about') {
    const { env } = process
    response.end(JSON.stringify({ args, env, cwd: process.cwd() }))
  } else if (pathname === '/api/v1/components' && mode === 'other-api') {
    response.writeHead(404).end()
  } else if (pathname === '/api/v1/components' && mode !== 'no-components') {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"components":[]}')
  } else if (pathname === '/api/v1/health') {
    response.writeHead(mode === 'unhealthy' ? 503 : 200, { 'content-type': 'application/json' })
    response.end('{"status":"healthy","timestamp":"2026-01-01T00:00:00Z","version":"0.8.0"}')
  } else {
    // Never answered.
    process.stdout.write(`asked for ${pathname}\n`)
  }
}

function addChild(script: string, detached: boolean): void {
  const child = spawn(process.execPath, ['-e', `${script};setInterval(() => {}, 1000)`], {
    detached,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  note(child.pid as number)
}

function note(...pids: number[]): void {
  appendFileSync(pidsFile, `${pids.join(' ')}\n`)
}
