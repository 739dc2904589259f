import { heyApi } from './hey-api.ts'
import { octokit } from './octokit.ts'
import { anthropic, openai } from './openai.ts'
import { openapiFetch } from './openapi-fetch.ts'
import { ours } from './ours.ts'
import type { Peer } from './peer.ts'
import { stripe } from './stripe.ts'

/** In the order of the columns. */
export const peers: readonly Peer[] = [ours, openai, anthropic, stripe, octokit, openapiFetch, heyApi]
