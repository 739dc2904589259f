import type { Mutant } from './mutant.ts'

const money = {
  testFile: 'packages/clients/openspawn/test/money.test.ts',
  test: 'what callers are told of their money is what the ledger says',
}

/** Of money that moves through a hostile network, and of the real BikiniBottom server. */
export const moneyMutants: readonly Mutant[] = [
  {
    rule: 'A key that comes again is not carried out again',
    file: 'packages/servers/kit/src/idempotency/run-once.ts',
    find: '  if (earlier !== undefined) {',
    replace: '  if (earlier === null) {',
    ...money,
  },
  {
    rule: 'All attempts of a call carry one key',
    file: 'packages/core/runtime/src/call.ts',
    find: 'attempt = { startedMs: elapsed() }',
    replace: `attempt = { startedMs: elapsed() }
      if (attempts[0]) Object.assign(request, writeRequest(base, client, operation, args, options))
      idempotencyKey = operation.keyed?.(operation, client, options, request.headers as never)`,
    ...money,
  },
  {
    rule: 'A lost answer may mean that the call was carried out',
    file: 'packages/core/runtime/src/call.ts',
    find: 'mayHaveHappened ||= uncertain',
    replace: 'mayHaveHappened ||= uncertain && !lost',
    ...money,
  },
  {
    rule: 'A call sent again with the key of its error is the same call',
    file: 'packages/core/runtime/src/idempotency-key.ts',
    find: 'headers[name], options.idempotencyKey)',
    replace: 'headers[name], undefined as string | undefined)',
    ...money,
  },
  {
    rule: 'Every declared header carries the key',
    file: 'packages/core/runtime/src/idempotency-key.ts',
    find: 'for (const name of keyHeaders) headers',
    replace: 'for (const name of keyHeaders.slice(0, 1)) headers',
    testFile: 'packages/clients/openspawn/test/upstream.test.ts',
    test: 'keep a call whose answer was lost from being carried out twice',
  },
  {
    rule: 'Bodies of DELETE are not signed where the scheme says so',
    file: 'packages/clients/openspawn/src/create-client.ts',
    find: '/^(GET|HEAD|DELETE)$/',
    replace: '/^(GET|HEAD)$/',
    testFile: 'packages/clients/openspawn/test/upstream.test.ts',
    test: 'what the client signs is accepted, whatever it sends',
  },
  {
    rule: 'What is write-only is dropped from answers',
    file: 'packages/core/runtime/src/names.ts',
    find: 'received: omit.includes(key) ? null :',
    replace: 'received:',
    testFile: 'packages/clients/openspawn/test/upstream.test.ts',
    test: 'encrypted secrets do not reach the caller',
  },
  {
    rule: 'A schema that only hides properties adds nothing to a type',
    file: 'packages/core/generator/src/schema/convert.ts',
    find: 'members.filter((member) => !showsNothing(member, options.direction))',
    replace: 'members',
    testFile: 'packages/core/generator/test/schema/types.test.ts',
    test: 'compile under all strict options and say what the documents say',
  },
]
