import { type RunningStepflow, startStepflow } from '../../../../servers/stepflow/test/support/server.ts'
import { type BuiltFlow, flow, input, StepflowClient } from '../../src/index.ts'

export interface ConnectedStepflow extends AsyncDisposable {
  readonly client: StepflowClient
  readonly server: RunningStepflow
}

/** A Stepflow server of this repository on loopback, and a client of it. */
export async function connectStepflow(): Promise<ConnectedStepflow> {
  const server = await startStepflow()
  const client = await StepflowClient.connect(server.url)
  return {
    client,
    server,
    async [Symbol.asyncDispose]() {
      client.close()
      await server.stop()
    },
  }
}

/** Gives its input back. */
export const echoFlow: BuiltFlow = flow('echo', { description: 'Gives its input back.' })
  .step('said', '/test/echo', input())
  .output(({ said }) => said)

/** Runs until the test lets it go on. */
export const gateFlow: BuiltFlow = flow('gate', { description: 'Waits at a gate.' })
  .step('gate', '/test/gate', input())
  .output(({ gate }) => gate)
