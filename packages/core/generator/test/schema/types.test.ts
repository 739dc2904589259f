import { describe, expect, it } from 'vitest'
import { golden, goldenSpecs } from '../model/support/build.ts'
import { compile, typeHelpers } from '../model/support/compile.ts'

/** What the types of each golden spec must and must not allow; lines after `// refused` must not compile. */
const statements: Readonly<
  Record<string, { readonly same?: string; readonly allowed?: string[]; readonly refused?: string[] }>
> = {
  composition: {
    same: `Equal<types.Pet['petType'], 'kitty' | 'Dog'>
      Equal<Extract<types.Pet, { petType: 'kitty' }>['clawCount'], number>
      Equal<types.Car['vehicleKind'], 'Car'>
      Equal<types.Car['doorCount'], number>
      Equal<types.Loose['either'], string | number>
      Equal<types.Loose['both']['borderWidth'], number>
      Equal<types.Loose['nothing'], unknown>
      Equal<types.Snake, { body_length: number }>`,
    allowed: [
      `const pet: types.Pet = { petType: 'kitty', clawCount: 5 }`,
      `const shape: types.Shape = { kind: 'square', sideLength: 1 }`,
    ],
    refused: [
      `const pet: types.Pet = { petType: 'Dog', clawCount: 5 }`,
      `const shape: types.Shape = { kind: 'circle', sideLength: 1 }`,
    ],
  },
  recursion: {
    same: `Equal<types.Expression, number | types.Sum | Array<types.Expression>>
      Equal<types.TreeNode['parentNode'], types.TreeNode | null | undefined>
      Equal<types.TreeNodeInput['childNodes'], Array<types.TreeNodeInput> | undefined>`,
    allowed: [
      `const node: types.TreeNodeInput = { nodeName: 'a', childNodes: [{ nodeName: 'b' }], parentNode: null }`,
    ],
    refused: [`const node: types.TreeNodeInput = { nodeName: 'a', createdAt: 'now' }`],
  },
  'nullable-3.0': {
    same: `Equal<types.Value['text'], string | null>
      Equal<types.Value['list'], Array<number | null> | null>
      Equal<types.Value['reference'], types.Part | null>
      Equal<types.Value['level'], types.ValueLevelOpen | null>
      Equal<types.ValueInput['namedLevel'], 'first' | 'second' | null | undefined>
      Equal<types.NullablePart, { partName: string } | null>`,
  },
  'nullable-3.1': {
    same: `Equal<types.Value['text'], string | null>
      Equal<types.Value['reference'], types.Part | null>
      Equal<types.ValueInput['level'], 'low' | 'high' | null>
      Equal<types.Value['several'], string | number | boolean | null | undefined>
      Equal<types.Value['nothing'], null>
      Equal<types.Value['described'], types.Part | undefined>`,
  },
  maps: {
    same: `Equal<types.Maps['textMap'][string], string>
      Equal<types.Maps['neverMap'][string], never>
      Equal<types.Maps['anything'], unknown>
      Equal<types.BesideAny['itemId'], string>
      Equal<types.BesideAny[string], unknown>
      Equal<types.Closed['default'], string | undefined>
      Equal<types.Closed['enum'], string[] | undefined>
      Equal<types.Closed['$ref'], string | undefined>`,
    refused: [`const closed: types.Closed = { other: 1 }`],
  },
  'tuples-const': {
    same: `Equal<types.Tuples['pair'], [string, types.Point]>
      Equal<types.Tuples['rest'], Array<string | number>>
      Equal<types.Tuples['version'], 'v1'>
      Equal<types.Tuples['flag'], true>
      Equal<types.Tuples['zero'], 0>
      Equal<types.Tuples['nothing'], null>`,
  },
  enums: {
    same: `Equal<types.TaskStatus, 'todo' | 'in_progress' | 'in-progress' | 'DONE' | '' | '1st' | 'über' | "it's">
      Equal<types.Priority, 1 | 2 | -1>
      Equal<types.Ratio, 0.5 | 1 | 15000000000>
      Equal<types.Mixed, 'one' | 2 | true | null>
      Equal<types.Switch, boolean>
      Equal<types.OnlyTrue, true>
      Equal<types.Task['kind'], 'task'>
      Equal<types.NewTask['status'], types.TaskStatus>
      Equal<types.TaskInput['status'], types.TaskStatus>
      Equal<types.Task['status'], types.TaskStatusOpen>
      Equal<NonNullable<types.ListTasksQuery['states']>[number], types.TaskStatus>
      Equal<typeof types.TaskStatus.InProgress, 'in_progress'>
      Equal<typeof types.Priority.Minus1, -1>`,
    allowed: [
      `const open: types.TaskStatusOpen = 'from a newer server'`,
      `const query: types.ListTasksQuery = { sortOrder: 'asc', status: types.TaskStatus.Todo, states: undefined }`,
    ],
    refused: [
      `const status: types.TaskStatus = 'tood'`,
      `const query: types.ListTasksQuery = { sortOrder: 'up' }`,
      `const task: types.NewTask = { title: '', status: 'todo', labels: ['bgu'] }`,
    ],
  },
  int64: { same: `Equal<types.Counter['totalCount'], number>` },
  renaming: {
    same: `Equal<types.RecordModel['recordId'], string>
      Equal<types.RecordModel['foo_bar'], string | undefined>
      Equal<types.RecordModel['fooBar'], number | undefined>
      Equal<types.RecordModel['baz-qux'], string | undefined>
      Equal<types.RecordModel['userData'], { [key: string]: unknown }>
      Equal<'secretKey' extends keyof types.RecordModel ? 1 : 0, 0>
      Equal<'createdAt' extends keyof types.RecordModelInput ? 1 : 0, 0>
      Equal<types.RecordModelInput['secretKey'], string | undefined>
      Equal<types.GetRecordErrors[404], types.ProblemDetails>`,
  },
  parameters: {
    same: `Equal<types.SearchQueryQuery['formValue'], string | Date | undefined>
      Equal<types.SearchQueryQuery['sameName'], string | undefined>
      Equal<types.SearchQueryQuery['same_name'], string | undefined>
      Equal<types.GetSimpleQuery['traceLevel'], number>
      Equal<types.GetHeadersHeaders['xRequestTag'], string>
      Equal<types.GetHeadersCookies['sessionId'], string>`,
    allowed: [
      `const query: types.SearchQueryQuery = { formValue: new Date(), deepObject: { minSize: undefined } }`,
    ],
    refused: [`const query: types.GetRequiredQueryQuery = {}`],
  },
  bodies: {
    same: `Equal<types.UploadFileBody['fileData'], Blob | File>
      Equal<types.UploadFileBody['moreFiles'], Array<Blob | File> | undefined>
      Equal<types.LogInBody['scopeList'], string[] | undefined>`,
  },
  responses: {
    same: `Equal<types.GetRunErrors[404], types.NotFound>
      Equal<types.GetRunErrors['4XX']['faultCode'], string>
      Equal<types.GetRunErrors['default']['errorText'], string>
      Equal<types.DeleteRunErrors[409], unknown>`,
  },
  names: {
    same: `Equal<types.FooBar, number>
      Equal<types.FooBar2, boolean>
      Equal<types.FooBar3, string>
      Equal<types.TaskStatus, string>
      Equal<types.Task['status'], types.TaskStatus2Open | undefined>
      Equal<types.Globals['map'], Record<string, string> | undefined>
      Equal<types.Globals['list'], Array<string> | undefined>
      Equal<types.Globals['date'], types.DateModel | undefined>`,
  },
  direction: {
    same: `Equal<keyof types.User, 'userId' | 'userName' | 'address'>
      Equal<types.TeamInput['members'][number], types.UserInput2>
      Equal<keyof types.UserInput2, 'userName' | 'passwordHash' | 'address'>
      Equal<types.UserInput['user'], types.User | undefined>
      Equal<types.Team['members'][number], types.User>
      Equal<types.Team['lead'], types.Address | undefined>
      Equal<keyof NonNullable<types.TeamInput['lead']>, 'streetName' | 'geoHash'>
      Equal<keyof types.Profile, 'visibility'>
      Equal<types.Profile['visibility'], 'public' | 'private' | undefined>`,
  },
  elsewhere: {
    same: `Equal<types.GetFirstResponse['firstPart']['next'], types.GetFirstResponse | undefined>
      Equal<types.WholeSmallPart['deepName'], string | undefined>
      Equal<types.Alias, types.Target>`,
  },
}

function statementFile(name: string, lines: readonly string[]): string {
  const imported = `import * as types from './${name}.js'\n`
  return imported + typeHelpers + lines.map((line) => `{ ${line} }\n`).join('')
}

describe('types of the golden specs', async () => {
  const models = await Promise.all(goldenSpecs().map(async (name) => [name, await golden(name)] as const))
  const texts = Object.fromEntries(models.map(([name, model]) => [`${name}.ts`, model.types.text]))

  it('compile under all strict options and say what the documents say', () => {
    const files: Record<string, string> = { ...texts }
    for (const [name, { same = '', allowed = [] }] of Object.entries(statements)) {
      const equal = same.split('\n').map((line) => (line.trim() === '' ? '' : `same<${line.trim()}>()`))
      files[`${name}.check.ts`] = statementFile(name, [...equal, ...allowed])
    }
    expect(compile(files)).toEqual([])
  })

  it('refuse what the documents do not allow', () => {
    const refused = Object.entries(statements).flatMap(([name, { refused = [] }]) =>
      refused.map((line) => ({ name, line })),
    )
    const files: Record<string, string> = { ...texts }
    for (const [index, { name, line }] of refused.entries()) {
      files[`refused-${index}.ts`] = statementFile(name, [line])
    }
    const complaints = compile(files)
    for (const [index, { line }] of refused.entries()) {
      const own = complaints.filter((complaint) => complaint.startsWith(`refused-${index}.ts`))
      expect(own, line).not.toEqual([])
    }
  })

  it('list exactly what they export', () => {
    for (const [, { types }] of models) {
      const exported = [...types.text.matchAll(/^export (type|interface|const) (\S+)/gm)]
      expect(types.types).toEqual(
        exported
          .filter(([, kind]) => kind !== 'const')
          .map(([, , name]) => name)
          .sort(),
      )
      expect(types.values).toEqual(
        exported
          .filter(([, kind]) => kind === 'const')
          .map(([, , name]) => name)
          .sort(),
      )
    }
  })

  it('make 64-bit integers bigint where configured', async () => {
    const { types } = await golden('int64', { int64: 'bigint' })
    const check = statementFile('int64', [
      'same<Equal<types.Int64, bigint>>()',
      "same<Equal<types.Counter['totalCount'], bigint>>()",
      "same<Equal<types.Counter['nullableCount'], bigint | null | undefined>>()",
      "same<Equal<types.Counter['history'], bigint[] | undefined>>()",
      // No table of names tells the runtime of these: what fits into a number is one.
      "same<Equal<types.Counter['byName'], { [key: string]: number | bigint } | undefined>>()",
      "same<Equal<types.Counter['ratio'], number | undefined>>()",
    ])
    expect(compile({ 'int64.ts': types.text, 'check.ts': check })).toEqual([])
  })
})
