import { describe, expect, it } from 'vitest'
import { splitDeclarations } from '../../src/schema/declarations.ts'
import { renderSchemaTypes } from '../../src/schema/heyapi.ts'

function text(output: string): string {
  return splitDeclarations(output)
    .map((declaration) => declaration.text)
    .join('\n')
}

describe('splitDeclarations', () => {
  it('lets every optional member take undefined, however it is printed', () => {
    const output = `export type A = {
    a?: string;
    'b;?: '?: Array<{
        c: number;
        d?: {
            [key: string]: string;
        } | null;
    }>;
    /**
     * e?: string;
     */
    e: [
        string
    ];
};`
    expect(text(output)).toBe(`export type A = {
    a?: string | undefined;
    'b;?: '?: Array<{
        c: number;
        d?: {
            [key: string]: string;
        } | null | undefined;
    }> | undefined;
    /**
     * e?: string;
     */
    e: [
        string
    ];
};`)
  })

  it('puts names in the place of marks, and nowhere else', () => {
    const output = `/**
 * '@type:Comment'
 */
export type A = {
    '@type:Name': '@type:Other' | '@literal:@type:Text';
    '@type:Optional'?: Array<'@type:Other'>;
};`
    expect(text(output)).toBe(`/**
 * '@type:Comment'
 */
export type A = {
    '@type:Name': Other | '@type:Text';
    '@type:Optional'?: Array<Other> | undefined;
};`)
  })

  it('complains about text of another form', () => {
    expect(() => splitDeclarations('export const a = 1;')).toThrow('something other than a type')
    expect(() => splitDeclarations('export type A = {\n    a?: {\n};')).toThrow('a member without an end')
  })
})

describe('renderSchemaTypes', () => {
  const render = (schemas: Record<string, unknown>) =>
    renderSchemaTypes({
      openapi: '3.1.0',
      info: { title: 'types', version: '1' },
      paths: {},
      components: { schemas },
    })

  it('takes a warning of hey-api for an error', async () => {
    await expect(
      render({ A: { type: 'object', properties: { b: { $ref: '#/components/schemas/B' } } } }),
    ).rejects.toThrow()
  })

  it('restores console.warn, also where several run at once', async () => {
    const { warn } = console
    await Promise.all([render({ A: { type: 'string' } }), render({ B: { type: 'string' } })])
    expect(console.warn).toBe(warn)
  })
})
