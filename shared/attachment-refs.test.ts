import { expect, test } from 'vitest'
import {
  attachmentIdOf,
  attachmentIdsIn,
  attachmentName,
  attachmentReference,
  keepReferences,
  referencesIn,
} from './attachment-refs.ts'

const A = '01990000-0000-7000-8000-00000000000a'
const B = '01990000-0000-7000-8000-00000000000b'

test.each([
  ['none', []],
  [`![a](attachment:${A})`, [A]],
  [`[a](attachment:${A}) and ![b](attachment:${B})`, [A, B]],
  [`![a](attachment:${A}) ![again](attachment:${A})`, [A]],
  [`![](attachment:${A})`, [A]],
  [`![a \\] b](attachment:${A})`, [A]],
  [`![a\\](attachment:${A})`, []],
  [`![a\\\\](attachment:${A})`, [A]],
  [`![a]( <attachment:${A}> "title" )`, [A]],
  [`![a](attachment:${A.toUpperCase()})`, []],
  [`![a](attachment:${A}x)`, []],
  [`attachment:${A}`, []],
  ['```\n' + `![a](attachment:${A})` + '\n```\n' + `![b](attachment:${B})`, [B]],
  ['````\n```\n' + `![a](attachment:${A})` + '\n````', []],
  ['~~~ js\n' + `![a](attachment:${A})` + '\n~~~', []],
  ['```\n' + `![a](attachment:${A})`, []],
  ['``` a ` b\n' + `![a](attachment:${A})`, [A]],
  ['    ```\n' + `![a](attachment:${A})`, [A]],
])('%j refers to %j', (text, ids) => {
  expect(attachmentIdsIn(text)).toEqual(ids)
})

test('only what is allowed stays a reference, in fences too', () => {
  const text = `![a](attachment:${A})\n\`\`\`\n![b](attachment:${B})\n\`\`\``
  expect(keepReferences(text, (id) => id === A)).toBe(`![a](attachment:${A})\n\`\`\`\nb\n\`\`\``)
  expect(referencesIn(text).map(({ id }) => id)).toEqual([A, B])
})

test('what is taken out leaves nothing that would be a reference', () => {
  const nested = `![x ![a](attachment:${A})](attachment:${B})`
  expect(keepReferences(nested, () => false)).not.toContain('attachment:')
  const split = `attachment:${A}:${B}`
  expect(keepReferences(`[a](${split})`, (id) => id === B)).not.toContain('attachment:')
})

test('a text made to be read slowly is read at once', () => {
  const before = performance.now()
  for (const sign of ['[', '![a]( ', '[\\', `](attachment:${A} `]) {
    const text = `attachment:${sign.repeat(200_000 / sign.length)}`
    attachmentIdsIn(text)
    keepReferences(text, () => false)
  }
  expect(performance.now() - before).toBeLessThan(1000)
})

test.each(['plain.png', 'a [b] (c).png', '![x](y).png', '\\', '`code`', '<b>.png', 'ünïcode 📎.png', '*_*'])(
  'a reference to %j is read back',
  (name) => {
    const reference = attachmentReference({ id: A, name, mime: 'image/png' })
    expect(referencesIn(reference)).toEqual([{ id: A, text: reference }])
  },
)

test.each([
  [`attachment:${A}`, A],
  [` attachment:${A} `, A],
  [`https://x.example/attachment:${A}`, null],
  ['attachment:../../x', null],
])('the address %j', (address, id) => {
  expect(attachmentIdOf(address)).toBe(id)
})

test.each([
  ['photo.png', 'photo.png'],
  ['/etc/passwd', 'passwd'],
  ['C:\\Users\\me\\a.txt', 'a.txt'],
  ['../..', 'file'],
  ['', 'file'],
  ['...hidden', 'hidden'],
  ['a\r\nb\tc', 'a b c'],
  ['\u202egnp.exe', 'gnp.exe'],
  ['a\0b', 'a b'],
  ['\ud800.png', 'png'],
  [`${'x'.repeat(300)}.tar.gz`, `${'x'.repeat(116)}….gz`],
])('%j is called %j', (said, name) => {
  expect(attachmentName(said)).toBe(name)
})
