import fc from 'fast-check'
import { isRecord, record } from './references.ts'

/**
 * Numbers that JSON can write and JavaScript cannot: they stand as strings here and are written bare into the
 * text of a call.
 */
export const BARE_NUMBERS = ['‹1e999›', '‹-1e999›', '‹1e-400›', '‹-0›', '‹9007199254740993›'] as const

/** JSON text with the bare numbers in it. */
export const toJson = (value: unknown): string =>
  (JSON.stringify(value, writable) ?? 'null').replaceAll(/"‹(-?[\de+-]+)›"/g, '$1')

const writable = (_key: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)

/** Texts that break what is careless; none of them harms when a shell or a file system gets it. */
export const NASTY_TEXTS: readonly string[] = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\n',
  'a\r\nb: c',
  '\ud800',
  'a\udfffb',
  '\u202eabc\u202c',
  '\ufeffx',
  '\u2028',
  '👩‍👩‍👧‍👦',
  'e\u0301'.repeat(50),
  '\u001b[31mred',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'undefined',
  'NaN',
  '-1',
  '1e999',
  "' OR 1=1 --",
  '"; DROP TABLE tasks; --',
  '%',
  '_',
  '*',
  '"*" NEAR(a b)',
  'AND OR NOT',
  '%00%0d%0a',
  '../../../../etc/passwd',
  '-rf',
  '--upload-pack=x',
  'ext::x',
  '<script>alert(1)</script>',
  '${jndi:ldap://x}',
  '{{constructor}}',
  '```openlinear-script\n[{"text":1}]\n```',
  '```openlinear-script\n{\n```',
  '<!-- practice: constructor -->',
  '0000-00-00',
  '2026-02-30T25:61:61Z',
  '275760-09-13T00:00:00.001Z',
  '01990000-0000-7000-8000-000000000000\n',
  '01990000-0000-1000-8000-000000000000',
]

const LENGTHS = [255, 256, 500, 501, 4097, 65_537, 300_000]

/** Without any character that a shell or a path would make something of. */
export const withoutShell = (text: string) =>
  text.replaceAll(/[\u0021-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007e]/g, '.')

/** Any text: nasty, long, or of any characters but those a shell would act on. */
export const nastyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...NASTY_TEXTS) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }).map(withoutShell) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('x', '\ud83d\ude00', '\ud800', ' ', '9'), fc.constantFrom(...LENGTHS))
      .map(([text, length]) => text.repeat(length).slice(0, length)),
  },
)

const nastyNumber = fc.constantFrom<unknown>(
  0,
  -1,
  1.5,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  -(2 ** 53),
  Number.MAX_VALUE,
  Number.MIN_VALUE,
  ...BARE_NUMBERS,
)

/** Values of their own over `/rpc` and the port; JSON has no word for them. */
const nastyObject = fc.constantFrom<unknown>(
  Number.NaN,
  undefined,
  10n ** 30n,
  new Date('2026-01-01'),
  new Date(Number.NaN),
  new Set([1, 'a']),
  new Map([['__proto__', 1]]),
  /(a+)+$/,
  new URL('https://example.invalid/'),
)

/** As deep as our own tools can print it; deeper ones are written as text, see requests.ts. */
const deep = fc.tuple(fc.constantFrom(100, 500), fc.boolean()).map(([depth, arrays]) => nest(depth, arrays))

function nest(depth: number, arrays: boolean): unknown {
  let value: unknown = 'x'
  for (let level = 0; level < depth; level += 1) value = arrays ? [value] : record([['a', value]])
  return value
}

/** What no schema of ours wants. */
export const nasty: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 8, arbitrary: nastyText },
  { weight: 5, arbitrary: nastyNumber },
  { weight: 3, arbitrary: fc.constantFrom<unknown>(null, true, false, [], {}) },
  { weight: 2, arbitrary: nastyObject },
  { weight: 1, arbitrary: deep },
  { weight: 1, arbitrary: fc.constantFrom(1000, 10_000).map((length) => Array.from({ length }, () => 'x')) },
  { weight: 1, arbitrary: fc.constant(record([['__proto__', record([['polluted', true]])]])) },
  { weight: 1, arbitrary: fc.constant({ constructor: { prototype: { polluted: true } } }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }).map(harmless) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(1000, 10_000)
      .map((length) => record(range(length).map((key) => [`k${key}`, 0]))),
  },
)

const range = (length: number) => Array.from({ length }, (_, index) => index)

/** Random texts inside of random JSON, too, may end up as a command or a path. */
function harmless(value: unknown): unknown {
  if (typeof value === 'string') return withoutShell(value)
  if (Array.isArray(value)) return value.map(harmless)
  return isRecord(value) ? record(Object.entries(value).map(([key, item]) => [key, harmless(item)])) : value
}

/** A change of a value in one place, chosen by a number. */
interface Change {
  at: number
  how: 'replace' | 'remove' | 'add' | 'wrap' | 'repeat'
  key: string
  value: unknown
}

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(1000),
  how: fc.constantFrom('replace', 'replace', 'replace', 'remove', 'add', 'wrap', 'repeat'),
  key: fc.constantFrom('__proto__', 'constructor', 'extra', '', 'id', 'toJSON', 'a.b', '0', 'x'.repeat(2000)),
  value: nasty,
})

/** Valid values with one thing wrong in them, now and then. */
export const nearValid = (valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.tuple(valid, change).map(([value, one]) => changed(value, one))

function changed(value: unknown, { at, how, key, value: other }: Change): unknown {
  const places = placesOf(value)
  const place = places[at % places.length] ?? []
  return edit(value, place, (old) => {
    if (how === 'remove') return REMOVED
    if (how === 'wrap') return [old]
    if (how === 'repeat')
      return Array.from({ length: Math.min(10_000, Math.ceil(REPEATED_MOST / sizeOf(old))) }, () => old)
    if (how === 'add') return isRecord(old) ? record([...Object.entries(old), [key, other]]) : other
    return other
  })
}

const REMOVED = Symbol('removed')

/** Twice what a request may be: more would only cost time. In characters, roughly. */
const REPEATED_MOST = 4_000_000

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length + 2
  if (!isRecord(value) && !Array.isArray(value)) return 1
  return Object.values(value).reduce<number>((sum, item) => sum + sizeOf(item), 2)
}

function placesOf(value: unknown, path: string[] = []): string[][] {
  if (!isRecord(value) && !Array.isArray(value)) return [path]
  const inner = Object.entries(value).flatMap(([key, item]) => placesOf(item, [...path, key]))
  return [path, ...inner]
}

function edit(value: unknown, path: string[], change: (old: unknown) => unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) {
    const made = change(value)
    return made === REMOVED ? undefined : made
  }
  const entries = Object.entries(value as Record<string, unknown>).flatMap(([name, item]) => {
    if (name !== key) return [[name, item] as const]
    const made = rest.length > 0 ? edit(item, rest, change) : change(item)
    return made === REMOVED ? [] : [[name, made] as const]
  })
  return Array.isArray(value) ? entries.map(([, item]) => item) : record(entries)
}
