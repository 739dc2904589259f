import type { Subject } from '@driftless/testing'
import { makeOurs } from '../../packages/core/testing/test/support/ours.ts'
import { heyApi } from './hey-api.ts'
import { octokit } from './octokit.ts'
import { anthropic, openai } from './openai.ts'
import { openapiFetch } from './openapi-fetch.ts'
import type { Peer } from './peer.ts'
import { stripe } from './stripe.ts'

/** Our own, with default options as the others. */
const ours: Peer = {
  id: 'ours',
  packages: ['@driftless/runtime'],
  subject: async (): Promise<Subject> => makeOurs(),
}

/** In the order of the columns. */
export const peers: readonly Peer[] = [ours, openai, anthropic, stripe, octokit, openapiFetch, heyApi]
