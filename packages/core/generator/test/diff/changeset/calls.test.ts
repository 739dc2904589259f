import { describe, expect, it } from 'vitest'
import { callPairs } from '../../../src/diff/changeset/calls.ts'
import type { Release } from '../../../src/diff/types.ts'
import { change, release } from './support/releases.ts'

/** A release whose program calls `pets.claim` and `pets.feed`, as programs of real releases do. */
function releaseWith(claim: string): Release {
  const usage = `
declare function given<T>(): T
// pets.claim
export async function call_claimPet(client: main.PetsApi): Promise<void> {
  const result = await ${claim}
  await client.pets.claim(given<string>())
}
export async function call_feedPet(client: main.PetsApi): Promise<void> {
  await client.pets.feed(given<string>(), {
    signal: given<AbortSignal>(),
    maxRetries: given<number>(),
  })
}
`
  return { ...release('1.0.0'), usage }
}

const options = '    signal: given<AbortSignal>(),\n    maxRetries: given<number>(),\n'

async function calls(old: string, current: string) {
  const pairs = await callPairs(releaseWith(old), releaseWith(current))
  return pairs(change('major', 'pets.claim', 'changed'))
}

describe('a call as a changelog shows it', () => {
  it('shows types for values, and leaves out what every call takes', async () => {
    const old = `client.pets.claim(given<string>(), {\n    mood: given<types.Mood>(),\n  }, {\n${options}  })`
    const current = `client.pets.claim(given<string>(), {\n    mood: given<boolean>()\n      ? given<main.Mood>()\n      : given<null>(),\n  }, {\n${options}    query: {\n      force: given<boolean>(),\n    },\n  })`
    expect(await calls(old, current)).toEqual({
      old: 'await client.pets.claim(string, {\n  mood: Mood,\n})',
      new: 'await client.pets.claim(string, {\n  mood: Mood | null,\n}, {\n  query: {\n    force: boolean,\n  },\n})',
    })
  })

  it('writes out what a function of the program makes, and names what holds itself', async () => {
    const makers = `
export function make_Claim(): types.Claim {
  return {
    owner: make_Owner(),
  }
}
export function make_Owner(): types.Owner {
  return {
    friend: make_Owner(),
    name: given<string>(),
  }
}
`
    const old = releaseWith(`client.pets.claim(make_Claim(), {\n${options}  })`)
    const pairs = await callPairs({ ...old, usage: old.usage + makers }, { ...old, operations: [] })
    expect(pairs(change('major', 'pets.claim', 'is gone'))).toEqual({
      old: 'await client.pets.claim({\n  owner: {\n    friend: Owner,\n    name: string,\n  },\n})',
      new: undefined,
    })
  })

  it('leaves out the middle of what is alike in both', async () => {
    const body = (last: string) => {
      const lines = ['a', 'b', 'c', 'd', 'e', 'f', last].map((name) => `    ${name}: given<string>(),\n`)
      return `client.pets.claim({\n${lines.join('')}  }, {\n${options}  })`
    }
    expect(await calls(body('old'), body('new'))).toEqual({
      old: 'await client.pets.claim({\n  // …\n  e: string,\n  f: string,\n  old: string,\n})',
      new: 'await client.pets.claim({\n  // …\n  e: string,\n  f: string,\n  new: string,\n})',
    })
  })

  it('is not shown where only its options for every call changed', async () => {
    const call =
      'client.pets.claim(given<string>(), {\n    signal: given<AbortSignal>(),\n    maxRetries: given<number>(),\n  })'
    expect(await calls(call, call.replace('given<number>', 'given<bigint>'))).toBeUndefined()
  })
})
