import { expect, test } from 'vitest'
import { compareCandidates, filesOnlyIn, type Compared } from './compare-candidates.ts'

interface Given {
  status?: Compared['status']
  check?: boolean | null
  lines?: number | null
  cost?: number
  ms?: number
  attempt?: number
}

const candidate = ({ status = 'succeeded', check = true, lines = 10, ...rest }: Given): Compared => ({
  status,
  checkPassed: check,
  changes: lines === null ? null : { files: 1, additions: lines, deletions: 0 },
  usage: { inputTokens: 0, outputTokens: 0, cost: rest.cost ?? 1 },
  workedMs: rest.ms ?? 1_000,
  attempt: rest.attempt ?? 1,
})

const ORDER: [string, Given, Given][] = [
  ['a passed check before none', { check: true, lines: 900, cost: 9 }, { check: null }],
  ['no check before a failed one', { check: null, lines: 900 }, { check: false }],
  ['a passed check before all else', { status: 'failed' }, { check: null }],
  ['one that succeeded before one that goes on', { lines: 900 }, { status: 'running', lines: null }],
  ['one that goes on before one that failed', { status: 'waiting', lines: null }, { status: 'failed' }],
  ['failed and cancelled are alike', { status: 'cancelled', lines: 1 }, { status: 'failed', lines: 2 }],
  ['fewer lines', { lines: 3, cost: 9 }, { lines: 4 }],
  ['any lines before none', { lines: 900 }, { lines: 0, cost: 0, ms: 0 }],
  ['lower cost', { cost: 0.1, ms: 9_000 }, { cost: 0.2 }],
  ['shorter work', { ms: 10, attempt: 2 }, { ms: 20, attempt: 1 }],
  ['the earlier attempt', { attempt: 1 }, { attempt: 2 }],
]
test.each(ORDER)('%s', (_name, first, second) => {
  const [one, other] = [candidate(first), candidate(second)]
  expect(compareCandidates([other, one])).toEqual([one, other])
  expect(compareCandidates([one, other])).toEqual([one, other])
})

test('the given list stays as it is', () => {
  const given = [candidate({ attempt: 2 }), candidate({ attempt: 1 })]
  expect(compareCandidates(given).map(({ attempt }) => attempt)).toEqual([1, 2])
  expect(given.map(({ attempt }) => attempt)).toEqual([2, 1])
})

test('files that only one has changed are those that no other names', () => {
  const files = (...paths: string[]) => paths.map((path) => ({ path }))
  expect(filesOnlyIn(files('b', 'a', 'c'), [files('a'), files('d')])).toEqual(['b', 'c'])
  expect(filesOnlyIn(files('a'), [])).toEqual(['a'])
  expect(filesOnlyIn([], [files('a')])).toEqual([])
})
