#!/usr/bin/env node
import { driftlessProgram } from './cli/driftless.ts'
import { runProgram } from './cli/run-program.ts'

await runProgram(driftlessProgram)
