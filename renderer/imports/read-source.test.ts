import { expect, test } from 'vitest'
import { readSource, sourceOf } from './read-source.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)

async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'))
  return new Uint8Array(await new Response(packed).arrayBuffer())
}

/** A ZIP file as its writers make it; with `way` 0 nothing is packed. */
async function zip(files: Record<string, string>, way: 0 | 8): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  const directory: Uint8Array<ArrayBuffer>[] = []
  const header = (length: number, fields: [at: number, size: 2 | 4, value: number][]) => {
    const view = new DataView(new ArrayBuffer(length))
    for (const [at, size, value] of fields)
      if (size === 2) view.setUint16(at, value, true)
      else view.setUint32(at, value, true)
    return new Uint8Array(view.buffer)
  }
  let at = 0
  for (const [name, text] of Object.entries(files)) {
    const path = bytesOf(name)
    const data = way === 8 ? await deflate(bytesOf(text)) : bytesOf(text)
    const local = header(30, [
      [0, 4, 0x04034b50],
      [8, 2, way],
      [26, 2, path.length],
    ])
    const central = header(46, [
      [0, 4, 0x02014b50],
      [10, 2, way],
      [20, 4, data.length],
      [28, 2, path.length],
      [42, 4, at],
    ])
    parts.push(local, path, data)
    directory.push(central, path)
    at += local.length + path.length + data.length
  }
  const end = header(22, [
    [0, 4, 0x06054b50],
    [10, 2, Object.keys(files).length],
    [16, 4, at],
  ])
  return new Uint8Array(await new Blob([...parts, ...directory, end]).arrayBuffer())
}

const file = (bytes: Uint8Array<ArrayBuffer>, name: string) => new File([bytes], name)

test.each([0, 8] as const)('the issues.csv of an export of vibe-kanban is unpacked (%i)', async (way) => {
  const bytes = await zip({ 'projects.csv': 'Name\nA\n', 'issues.csv': 'Issue ID,Title\nVK-1,Häuser\n' }, way)
  expect(await readSource(file(bytes, 'vibe-kanban-export-2026-04-18.zip'))).toEqual({
    name: 'vibe-kanban-export-2026-04-18.zip',
    text: 'Issue ID,Title\nVK-1,Häuser\n',
    format: 'vibe_kanban',
  })
})

test.each([
  ['UTF-8', bytesOf('Title\nHäuser')],
  [
    'UTF-16',
    new Uint8Array(Uint16Array.from('\uFEFFTitle\nHäuser', (letter) => letter.charCodeAt(0)).buffer),
  ],
  ['Windows', Uint8Array.from('Title\nHäuser', (letter) => letter.charCodeAt(0))],
])('%s is read', async (_, bytes) => {
  expect((await readSource(file(bytes, 'list.csv'))).text).toBe('Title\nHäuser')
})

test.each([
  ['an empty file', bytesOf(''), 'a.csv', /empty/],
  ['a spreadsheet', await zip({ 'xl/workbook.xml': '<x/>' }, 8), 'a.xlsx', /CSV/],
  ['another ZIP file', await zip({ 'a.txt': 'a' }, 8), 'a.zip', /issues\.csv/],
  ['a broken ZIP file', new Uint8Array([0x50, 0x4b, 3, 4, 9, 9]), 'a.zip', /issues\.csv/],
  ['a ZIP file whose entry is broken', await broken(), 'a.zip', /damaged/],
])('%s is refused in words', async (_, bytes, name, words) => {
  await expect(readSource(file(bytes, name))).rejects.toThrow(words)
})

async function broken(): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await zip({ 'issues.csv': 'Title\na\n' }, 8)
  return bytes.fill(0xff, 40, 46)
}

test('what no database keeps is taken out, and what is too long is refused', () => {
  expect(sourceOf('- a\0b\ud800', null)).toEqual({ name: null, text: '- ab\uFFFD', format: 'markdown' })
  expect(() => sourceOf('x'.repeat(5_000_001), null)).toThrow(/5 million/)
})
