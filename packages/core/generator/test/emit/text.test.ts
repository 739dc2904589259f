import fc from 'fast-check'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import {
  commentText,
  docComment,
  firstSentence,
  literal,
  markdownCode,
  markdownText,
  propertyKey,
  templateText,
} from '../../src/emit/text.ts'
import { hostileText } from './hostile.ts'

const runs = { numRuns: 500 }

function parse(text: string): ts.SourceFile {
  const file = ts.createSourceFile('generated.ts', text, ts.ScriptTarget.ES2022, true)
  const { parseDiagnostics } = file as unknown as { parseDiagnostics: readonly ts.Diagnostic[] }
  expect(parseDiagnostics.map(({ messageText }) => messageText)).toEqual([])
  return file
}

describe('literal', () => {
  test('is one string literal of exactly this value, on one line', () => {
    fc.assert(
      fc.property(hostileText, (value) => {
        const printed = literal(value)
        expect(printed).toMatch(/^[^\n\r\u2028\u2029\0]*$/)
        const [statement, ...others] = parse(printed).statements
        expect(others).toEqual([])
        const expression = (statement as ts.ExpressionStatement).expression
        expect(ts.isStringLiteral(expression) && expression.text).toBe(value)
      }),
      runs,
    )
  })
})

describe('templateText', () => {
  test('stands for exactly this value inside a template literal', () => {
    fc.assert(
      fc.property(hostileText, (value) => {
        expect(new Function(`return \`${templateText(value)}\``)()).toBe(value)
      }),
      runs,
    )
  })
})

describe('propertyKey', () => {
  test('makes a plain property of exactly this name', () => {
    fc.assert(
      fc.property(
        fc.oneof(hostileText, fc.constantFrom('__proto__', 'class', 'größe', '1', 'a-b')),
        (name) => {
          const value: unknown = new Function(`return { ${propertyKey(name)}: 1 }`)()
          expect(Reflect.ownKeys(value as object)).toEqual([name])
        },
      ),
      runs,
    )
  })
})

describe('docComment', () => {
  test('stays one comment without tags, whatever the text holds', () => {
    fc.assert(
      fc.property(fc.array(hostileText, { maxLength: 3 }), (texts) => {
        const comment = docComment(texts.map(commentText))
        const file = parse(`${comment}export const value = 1\n`)
        expect(file.statements.map((statement) => statement.getText())).toEqual(['export const value = 1'])
        expect(ts.getJSDocTags(file.statements[0] as ts.Statement)).toEqual([])
        expect(comment.match(/\*\//g)?.length ?? 0).toBe(comment === '' ? 0 : 1)
      }),
      runs,
    )
  })

  test('keeps harmless text as it is', () => {
    expect(docComment([commentText('Reads `a/*`.\r\nMail bob@example.com, 100 % safe.')])).toBe(
      '/**\n * Reads `a/*`.\n * Mail bob@example.com, 100 % safe.\n */\n',
    )
  })

  test('is nothing where there is no text', () => {
    expect(docComment(['', ' \n'].map(commentText))).toBe('')
  })
})

describe('markdown', () => {
  test('a cell never ends its row or column', () => {
    fc.assert(
      fc.property(hostileText, (value) => {
        for (const cell of [markdownText(value), markdownCode(value)]) {
          expect(cell).not.toMatch(/[\n\r\u2028\u2029]/)
        }
        expect(markdownCode(value)).not.toContain('|')
        expect(markdownText(value).replace(/\\./g, '')).not.toContain('|')
        expect(markdownText(value).replace(/\\./g, '')).not.toMatch(/[`<>[\]*_]/)
      }),
      runs,
    )
  })
})

describe('firstSentence', () => {
  test.each([
    ['Gets a pet. Then more.', 'Gets a pet.'],
    ['Takes e.g. a name. More', 'Takes e.g. a name.'],
    ['No end\n\nSecond paragraph.', 'No end'],
    ['Over\ntwo lines. Next', 'Over two lines.'],
    ['', ''],
  ])('of %j is %j', (text, expected) => {
    expect(firstSentence(text)).toBe(expected)
  })
})
