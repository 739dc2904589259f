/** The numbers of a call where neither it nor its client says otherwise. */
export const standardLimits = {
  attemptTimeoutMs: 30_000,
  deadlineMs: 120_000,
  maxRetries: 3,
  maxResponseBytes: 104_857_600,
  retryBaseMs: 1_000,
  retryCapMs: 32_000,
}

export type Limits = typeof standardLimits
