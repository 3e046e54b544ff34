import type { z } from 'zod'

const TYPES: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

const UNITS: Record<string, [one: string, many: string]> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
}

const FORMATS: Record<string, string> = {
  url: 'should be a whole address, such as https://example.org',
  datetime: 'should be a moment in UTC, such as 2026-01-31T12:00:00Z',
  date: 'should be a day, such as 2026-01-31',
  regex: 'is not written as it should be',
}

/** What is wrong with a value, in words that follow its field's name; for `z.config`, where a schema has no own. */
export const inputWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is missing'
      return `should be ${TYPES[issue.expected] ?? issue.expected}`
    case 'too_small':
      if (issue.origin === 'string' && issue.minimum === 1) return 'should not be empty'
      return `at least ${amount(issue.origin, issue.minimum)}`
    case 'too_big':
      return `at most ${amount(issue.origin, issue.maximum)}`
    case 'invalid_value':
      return `should be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`
    case 'unrecognized_keys': {
      const names = issue.keys.map((key) => JSON.stringify(key)).join(', ')
      const unknown = issue.keys.length === 1 ? `there is no field ${names}` : `there are no fields ${names}`
      return `${unknown}${insteadOf(issue.keys, fieldsOf(issue.inst))}`
    }
    case 'invalid_format':
      return FORMATS[issue.format] ?? FORMATS.regex
    default:
      return 'is not of a form that is known here'
  }
}

/** The fields of the object that a schema describes. */
function fieldsOf(schema: z.core.$ZodRawIssue['inst']): string[] {
  const def = schema?._zod.def
  return def !== undefined && 'shape' in def ? Object.keys(def.shape as object) : []
}

/** The field that each was perhaps meant to be, and all that there are. */
function insteadOf(keys: readonly string[], fields: readonly string[]): string {
  if (fields.length === 0) return ''
  const meant = keys.flatMap((key) => nearest(key, fields) ?? [])
  const question = meant.length === 0 ? '' : `; did you mean ${[...new Set(meant)].join(', ')}?`
  return `${question}${question === '' ? '; the' : ' The'} fields are ${fields.join(', ')}`
}

/** The part of their pairs of letters that two names have in common; less is no likeness. */
const LEAST_LIKENESS = 0.4

function nearest(key: string, fields: readonly string[]): string | null {
  let best: { field: string; likeness: number } | null = null
  for (const field of fields) {
    const likeness = likenessOf(key, field)
    if (likeness >= LEAST_LIKENESS && likeness > (best?.likeness ?? 0)) best = { field, likeness }
  }
  return best?.field ?? null
}

/** Sørensen's index over pairs of letters, 0 to 1. */
function likenessOf(one: string, other: string): number {
  const [pairs, others] = [pairsOf(one), pairsOf(other)]
  const common = [...pairs].filter((pair) => others.has(pair)).length
  return pairs.size + others.size === 0 ? 0 : (2 * common) / (pairs.size + others.size)
}

function pairsOf(name: string): Set<string> {
  // A key may be as long as a request: the beginning says enough.
  const letters = name
    .slice(0, 100)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
  return new Set(
    Array.from({ length: Math.max(0, letters.length - 1) }, (_, at) => letters.slice(at, at + 2)),
  )
}

function amount(origin: string, limit: number | bigint): string {
  const [one, many] = UNITS[origin] ?? ['', '']
  return `${limit.toLocaleString('en-US')} ${Number(limit) === 1 ? one : many}`.trimEnd()
}
