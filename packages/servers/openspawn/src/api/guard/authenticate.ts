import { isSignedWith, type Vault } from '@driftless/server-kit/auth'
import { and, eq, isNull } from 'drizzle-orm'
import { newSecret } from '../../domain/agents/create.ts'
import { Refusal } from '../../domain/errors.ts'
import { hashOfKey } from '../../domain/organizations.ts'
import type { Actor, AgentRow, Store } from '../../domain/session.ts'
import { agents, apiKeys, nonces } from '../../store/schema.ts'

/** A request, as far as who sent it depends on it. */
export interface SignedRequest {
  readonly method: string
  readonly path: string
  readonly headers: Headers
  /** Text of the body; empty if none was sent. */
  readonly body: string
}

/** Headers of a signed request. */
export const SIGNATURE_HEADERS = {
  id: 'X-Agent-Id',
  timestamp: 'X-Timestamp',
  nonce: 'X-Nonce',
  signature: 'X-Signature',
} as const
/** Methods whose signature covers no body. */
export const BODYLESS_METHODS = ['GET', 'HEAD', 'DELETE'] as const
/** What is signed for another method when it sends no body. */
export const EMPTY_BODY = '{}'

/** How far a timestamp may be off, in seconds. */
const TOLERANCE_SECONDS = 300
const API_KEY_FORM = /^osp_[0-9a-f]{64}$/
const NONCE_FORM = /^[\x21-\x7e]{1,64}$/

/** Compared with where there is no agent, so that the time of the answer does not tell. */
const NOBODYS_SECRET = newSecret()

/**
 * Finds out who sent a request: `Authorization: Bearer` with an API key comes before a signature.
 *
 * @throws Refusal 401.
 */
export async function authenticate(
  store: Store,
  vault: Vault,
  now: Date,
  request: SignedRequest,
): Promise<Actor> {
  const bearer = /^Bearer +(.*)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  if (bearer !== undefined) return authenticateKey(store, now, bearer.trim())
  const signature = readSignature(request.headers)
  requireFresh(signature.timestamp, now)
  const agent = await findSigner(store, vault, request, signature)
  await useNonce(store, now, agent, signature.nonce)
  return { agent, caller: `agent ${agent.id}` }
}

function unauthorized(code: string, message: string): Refusal {
  return new Refusal(401, code, message, { headers: { 'www-authenticate': 'Bearer' } })
}

async function authenticateKey(store: Store, now: Date, key: string): Promise<Actor> {
  const refused = unauthorized('invalid_api_key', 'The API key is unknown, expired or revoked')
  if (!API_KEY_FORM.test(key)) throw refused
  const [found] = await store
    .select({ key: apiKeys, agent: agents })
    .from(apiKeys)
    .innerJoin(agents, eq(agents.id, apiKeys.agentId))
    .where(eq(apiKeys.keyHash, hashOfKey(key)))
  if (found === undefined || found.key.revokedAt !== null) throw refused
  if (found.key.expiresAt !== null && found.key.expiresAt <= now) throw refused
  if (found.agent.status !== 'active' || found.agent.deletedAt !== null) throw refused
  return { agent: found.agent, scopes: found.key.scopes, caller: `key ${found.key.id}` }
}

type Signature = Record<keyof typeof SIGNATURE_HEADERS, string>

function readSignature(headers: Headers): Signature {
  const entries = Object.entries(SIGNATURE_HEADERS).map(([part, name]) => [part, headers.get(name)])
  const missing = Object.values(SIGNATURE_HEADERS).filter((name) => !headers.get(name))
  if (missing.length === entries.length) {
    throw unauthorized(
      'unauthorized',
      `Send Authorization: Bearer with an API key, or ${Object.values(SIGNATURE_HEADERS).join(', ')}`,
    )
  }
  if (missing.length > 0) throw unauthorized('invalid_signature', `Missing: ${missing.join(', ')}`)
  const signature = Object.fromEntries(entries) as Signature
  if (!NONCE_FORM.test(signature.nonce)) {
    throw unauthorized('invalid_signature', 'X-Nonce must be 1 to 64 printable characters without spaces')
  }
  return signature
}

function requireFresh(timestamp: string, now: Date): void {
  const seconds = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) : Number.NaN
  if (Math.abs(Math.floor(now.getTime() / 1000) - seconds) <= TOLERANCE_SECONDS) return
  throw unauthorized(
    'stale_timestamp',
    `X-Timestamp must be the time in seconds since 1970, at most ${TOLERANCE_SECONDS} seconds off; see Date`,
  )
}

/** Names are unique in an organization only: of several agents with this one, the secret tells which it is. */
async function findSigner(
  store: Store,
  vault: Vault,
  { method, path, body }: SignedRequest,
  { id, timestamp, nonce, signature }: Signature,
): Promise<AgentRow> {
  const bodyless = (BODYLESS_METHODS as readonly string[]).includes(method)
  const signedBody = bodyless ? '' : body === '' ? EMPTY_BODY : body
  const parts = { method, path, timestamp, nonce, body: signedBody }
  const candidates = id.includes('\0')
    ? []
    : await store
        .select()
        .from(agents)
        .where(and(eq(agents.agentId, id), isNull(agents.deletedAt)))
  const signer = candidates.find((agent) => isSignedWith(vault.open(agent.sealedSecret), parts, signature))
  if (candidates.length === 0) isSignedWith(NOBODYS_SECRET, parts, signature)
  if (signer?.status === 'active') return signer
  throw unauthorized('invalid_signature', 'The agent is unknown or not active, or the signature is wrong')
}

/** Of two requests with one nonce only the first counts, whichever process it reaches. */
async function useNonce(store: Store, now: Date, { id }: AgentRow, nonce: string): Promise<void> {
  const expiresAt = new Date(now.getTime() + 2 * TOLERANCE_SECONDS * 1000)
  const used = await store
    .insert(nonces)
    .values({ agentId: id, nonce, expiresAt })
    .onConflictDoNothing()
    .returning({ nonce: nonces.nonce })
  if (used.length === 0)
    throw unauthorized('nonce_used', 'X-Nonce was used before; make a new one for each attempt')
}
