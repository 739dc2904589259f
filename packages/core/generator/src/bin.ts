#!/usr/bin/env node
import { driftlessProgram } from './cli/driftless.ts'
import { runProgram } from './cli/runProgram.ts'

await runProgram(driftlessProgram)
