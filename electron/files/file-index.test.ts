import { expect, test } from 'vitest'
import { FileIndex } from './file-index.ts'

const index = (...records: string[]) => new FileIndex(Buffer.from(records.map((one) => `${one}\0`).join('')))
const paths = (of: FileIndex, query: string, limit = 10) =>
  of.find(query, limit).items.map(({ path }) => path)

const usual = index(
  'H src/server.ts',
  'H src/server.test.ts',
  'H src/routes/serve-files.ts',
  'H docs/server/notes.md',
  'H README.md',
  '? src/new-server-thing.ts',
)

test.each([
  ['server', ['src/server.ts', 'docs/server', 'src/server.test.ts']],
  ['src/server', ['src/server.ts', 'src/server.test.ts']],
  ['./src/server.ts', ['src/server.ts']],
  ['src\\server.ts', ['src/server.ts']],
  ['srvts', ['src/server.ts']],
  ['READ', ['README.md']],
  ['nothing like it', []],
])('%j finds the best first', (query, first) => {
  const found = paths(usual, query)
  expect(found.slice(0, first.length)).toEqual(first)
  if (first.length === 0) expect(found).toEqual([])
})

test('nothing asked for gives what lies at the top, folders first', () => {
  expect(usual.find('', 3)).toEqual({
    items: [
      { path: 'docs', kind: 'folder' },
      { path: 'src', kind: 'folder' },
      { path: 'README.md', kind: 'file' },
    ],
    total: 6,
    cut: false,
  })
  expect(paths(usual, 'routes')).toContain('src/routes')
})

test('each file once, none that is gone, none whose name deceives', () => {
  const of = index(
    'M a.txt',
    'M a.txt',
    'M a.txt',
    'H gone.txt',
    'R gone.txt',
    '? line\nbreak',
    '? nested/',
    '? x\u202Ey',
  )
  expect(of.find('', 10)).toEqual({ items: [{ path: 'a.txt', kind: 'file' }], total: 1, cut: false })
  const broken = new FileIndex(Buffer.from([0x48, 0x20, 0xff, 0x61, 0]))
  expect(broken.find('', 10).items).toEqual([])
  expect(new FileIndex(Buffer.alloc(0)).find('a', 10)).toEqual({ items: [], total: 0, cut: false })
})
