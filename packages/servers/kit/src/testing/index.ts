export { createTestClient, type TestClient, type TestRequest, type TestResponse } from './client.ts'
export { type Contract, createContract, type ObservedResponse } from './contract.ts'
export { type ProgramExit, type RunningProgram, startProgram } from './program.ts'
export { databaseSeed } from './seed.ts'
