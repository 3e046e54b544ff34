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
      return issue.keys.length === 1 ? `there is no field ${names}` : `there are no fields ${names}`
    }
    case 'invalid_format':
      return FORMATS[issue.format] ?? FORMATS.regex
    default:
      return 'is not of a form that is known here'
  }
}

function amount(origin: string, limit: number | bigint): string {
  const [one, many] = UNITS[origin] ?? ['', '']
  return `${limit.toLocaleString('en-US')} ${Number(limit) === 1 ? one : many}`.trimEnd()
}
