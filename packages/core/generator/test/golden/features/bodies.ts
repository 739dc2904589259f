import { describe, expect, test } from 'vitest'
import type { Golden } from '../support/golden.ts'
import type { Arrived } from '../support/server.ts'

export function bodyTests(golden: () => Golden): void {
  /** Calls a method; returns what arrived and what came back. */
  const sent = async (method: string, ...given: unknown[]): Promise<Arrived & { result: unknown }> => {
    golden().server.json({ display_name: 'stored', size_limit: 1 })
    const result = await golden().call('bodies', method, ...given)
    return { ...golden().server.only(), result }
  }

  describe('request bodies', () => {
    test('multipart: files, lists of files, JSON parts, names of the document', async () => {
      const bytes = new Uint8Array([0, 255, 10, 13])
      const request = await sent('files.upload', {
        fileData: new File([bytes], 'a"b.bin', { type: 'application/x-own' }),
        moreFiles: [new Blob(['one']), new Blob(['two'])],
        tagNames: ['x', 'y'],
        metaData: { displayName: 'meta' },
        profileImage: new Blob(['png']),
        isPublic: true,
      })
      expect(request.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/)
      const form = await readForm(request)
      const file = form.get('file_data') as File
      expect([file.name, file.type]).toEqual(['a"b.bin', 'application/x-own'])
      expect(new Uint8Array(await file.arrayBuffer())).toEqual(bytes)
      expect(await Promise.all(form.getAll('more_files').map((each) => (each as File).text()))).toEqual([
        'one',
        'two',
      ])
      expect(form.getAll('tag_names')).toEqual(['x', 'y'])
      expect(form.get('is_public')).toBe('true')
      expect((form.get('profile_image') as File).type).toBe('image/png')
      expect(request.body).toMatch(
        /name="meta_data"\r\nContent-Type: application\/json\r\n\r\n\{"display_name":"meta"\}/,
      )
    })

    test('urlencoded: each property in its own style', async () => {
      const { body, headers } = await sent('sessions.logIn', {
        userName: 'a b&c',
        scopeList: ['x', 'y'],
        commaList: ['1', '2'],
        deepValue: { displayName: 'd', sizeLimit: 3 },
      })
      expect(headers['content-type']).toBe('application/x-www-form-urlencoded')
      expect([...new URLSearchParams(body)]).toEqual([
        ['user_name', 'a b&c'],
        ['scope_list', 'x'],
        ['scope_list', 'y'],
        ['comma_list', '1,2'],
        ['deep_value[display_name]', 'd'],
        ['deep_value[size_limit]', '3'],
      ])
    })

    test('JSON comes first where a request may have several media types; the others have methods of their own', async () => {
      const note = { displayName: 'n' }
      const json = await sent('notes.create', note)
      expect([json.headers['content-type'], json.body]).toEqual(['application/json', '{"display_name":"n"}'])
      expect(json.result).toEqual({ displayName: 'stored', sizeLimit: 1 })
      const form = await sent('notes.createAsForm', note)
      expect([form.headers['content-type'], form.body]).toEqual([
        'application/x-www-form-urlencoded',
        'display_name=n',
      ])
      const multipart = await sent('notes.createAsMultipart', note)
      expect((await readForm(multipart)).get('display_name')).toBe('n')
      const binary = await sent('notes.createAsBinary', new Uint8Array([1, 2]))
      expect([binary.headers['content-type'], [...binary.bytes]]).toEqual([
        'application/octet-stream',
        [1, 2],
      ])
      const text = await sent('notes.createAsText', 'plain')
      expect(text.headers['content-type']).toMatch(/^text\/plain/)
      expect(text.body).toBe('plain')
    })

    test('bytes go up as they are, of their declared type', async () => {
      const up = await sent('blobs.put', 'b', new Uint8Array([0, 1, 255]))
      expect([up.method, up.url, up.headers['content-type'], [...up.bytes]]).toEqual([
        'PUT',
        '/blobs/b',
        'application/octet-stream',
        [0, 1, 255],
      ])
      const image = await sent('blobs.postImage', new Uint8Array([9]))
      expect(image.headers['content-type']).toBe('image/png')
    })

    test('bytes come down as a Blob', async () => {
      golden().server.answer({
        headers: { 'content-type': 'application/octet-stream' },
        body: Buffer.from([1, 0, 255]),
      })
      const blob = (await golden().call('bodies', 'blobs.get', 'b')) as Blob
      expect([...new Uint8Array(await blob.arrayBuffer())]).toEqual([1, 0, 255])
      expect(golden().server.arrived[0]?.headers.accept).toBe('application/octet-stream')
    })

    test('text goes up and comes down', async () => {
      golden().server.answer({ headers: { 'content-type': 'text/plain' }, body: 'answer ü' })
      expect(await golden().call('bodies', 'notes.postText', 'question ü')).toBe('answer ü')
      expect(golden().server.arrived[0]?.body).toBe('question ü')
    })

    test('JSON of any type, and lists of renamed objects', async () => {
      expect((await sent('notes.postAnything', [1, { a_b: null }])).body).toBe('[1,{"a_b":null}]')
      expect((await sent('notes.postValues', [{ itemName: 'x' }])).body).toBe('[{"item_name":"x"}]')
    })
  })
}

/** Reads a multipart body with the platform's own parser. */
function readForm({ headers, bytes }: Arrived): Promise<FormData> {
  return new Response(new Uint8Array(bytes), {
    headers: { 'content-type': headers['content-type'] ?? '' },
  }).formData()
}
