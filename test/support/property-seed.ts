import { configureGlobal } from 'fast-check'

/** Properties try the same values in every run, so that a red one is red again; `FAST_CHECK_SEED` draws others. */
configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 1) })
