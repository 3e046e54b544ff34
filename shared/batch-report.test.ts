import { describe, expect, it } from 'vitest'
import { judgeTasks, type ReportedTask, readReport } from './batch-report.ts'
import { buildCombinedPrompt, joinReports } from './combined-prompt.ts'

const TASKS = [
  { identifier: 'APP-1', title: 'Fix the failed login' },
  { identifier: 'APP-12', title: 'Say done' },
  { identifier: 'APP-2', title: 'Greet' },
]
const COMMIT = 'abcdef1234'.padEnd(40, '0')
const WORK = {
  files: ['src/a.ts', 'src/b.ts', 'src/c.ts', 'src/old.ts'],
  commits: [COMMIT],
}
const read = (text: string | null) => readReport(text, TASKS, WORK)

/** Such as `done src/a.ts`; `-` where nothing is said. */
const short = ({ said, files, commits }: ReportedTask) =>
  said === 'missing' ? '-' : [said, ...files, ...commits.map((one) => one.slice(0, 7))].join(' ')
const all = (text: string | null) => [...read(text).values()].map(short)

describe('readReport', () => {
  it.each<[what: string, text: string, wanted: string[]]>([
    [
      'the form that is asked for',
      'Some words.\n\n## Report\n\n- APP-1: done — src/a.ts\n- APP-12: done — src/b.ts, src/c.ts\n- APP-2: not done — no time',
      ['done src/a.ts', 'done src/b.ts src/c.ts', 'not_done'],
    ],
    [
      'CRLF, stars, bold and backticks',
      '* **APP-1**: `done` — `src/a.ts`\r\n* **APP-12:** *not done* - because\r\n* __APP-2__ done: src/b.ts\r\n',
      ['done src/a.ts', 'not_done', 'done src/b.ts'],
    ],
    [
      'numbers, lower case, brackets',
      '1. app-1 (done): src/a.ts\n2) App-12 — Not yet done\n3. [APP-2] ✅ src/b.ts',
      ['done src/a.ts', 'not_done', 'done src/b.ts'],
    ],
    [
      'boxes and signs',
      '- [x] APP-1 src/a.ts\n- [ ] APP-12 src/b.ts\n❌ APP-2: src/c.ts',
      ['done src/a.ts', 'not_done src/b.ts', 'not_done src/c.ts'],
    ],
    [
      'a table',
      '| Task | Status | Files |\n|---|---|---|\n| APP-1 | done | src/a.ts |\n| APP-12 | not done | – |\n| APP-2 | Done | `src/b.ts` |',
      ['done src/a.ts', 'not_done', 'done src/b.ts'],
    ],
    [
      'headings with sections, titles that sound like a status',
      '### APP-1: Fix the failed login\n\nStatus: done\n\n- src/a.ts\n\nAll well.\n\n### APP-12: Say done\n\n**Status:** not done\n\n### APP-2: Greet\n\nDone in src/b.ts.\n\n## For the reviewer\n\nLook at src/c.ts.',
      ['done src/a.ts', 'not_done', 'done src/b.ts'],
    ],
    [
      'titles in a list',
      '- APP-1 (Fix the failed login): done, src/a.ts\n- APP-12 Say done: not done\n- APP-2: Greet — done — src/b.ts',
      ['done src/a.ts', 'not_done', 'done src/b.ts'],
    ],
    [
      'files below',
      'APP-1: done\n- src/a.ts\n\nAPP-12: done\n  - src/b.ts\n\n  - src/c.ts\nAPP-2: done\n\nThe rest is in src/c.ts.',
      ['done src/a.ts', 'done src/b.ts src/c.ts', 'done'],
    ],
    [
      'a code fence around it',
      '```markdown\n- APP-1: done — src/a.ts\n- APP-2: done — src/b.ts\n```\n',
      ['done src/a.ts', '-', 'done src/b.ts'],
    ],
    [
      'several tasks in a line',
      '- APP-1, APP-12 and **APP-2**: done — src/a.ts',
      ['done src/a.ts', 'done src/a.ts', 'done src/a.ts'],
    ],
    [
      'Windows paths, commits, old names',
      String.raw`- APP-1: done — C:\trees\app\src\a.ts
- APP-12: done in commit abcdef1
- APP-2: done — renamed src/old.ts`,
      ['done src/a.ts', 'done abcdef1', 'done src/old.ts'],
    ],
    [
      'words after the status',
      '- APP-1: done — src/a.ts; skipped the old test that failed\n- APP-12: src/b.ts mends the failed login\n- APP-2: Nothing needed to change',
      ['done src/a.ts', 'done src/b.ts', 'not_done'],
    ],
    [
      'sloppy refusals',
      '- APP-1: partially done — src/a.ts\n- APP-12: could not reproduce it\n- APP-2: Status is: still not finished',
      ['not_done src/a.ts', 'not_done', 'not_done'],
    ],
    [
      'files that are not there, and names of others',
      '- APP-1: done — src/other.ts\n- APP-12: done — a/b.txt\n- APP-99: done — src/a.ts\n- XAPP-2: done — src/b.ts',
      ['done', 'done', '-'],
    ],
    [
      'one task is no other one',
      '- APP-12: done — src/b.ts\n- APP-123: done — src/a.ts\n- APP-2-x: done — src/c.ts',
      ['-', 'done src/b.ts', '-'],
    ],
    [
      'prose only',
      'APP-1 was hard, since src/a.ts is old. I looked at APP-12 and APP-2 too.',
      ['-', '-', '-'],
    ],
    [
      'a later report',
      '- APP-1: not done\n- APP-12: done — src/b.ts\n\nThen:\n\n- APP-1: done — src/a.ts\n- APP-12: not done after all',
      ['done src/a.ts', 'not_done src/b.ts', '-'],
    ],
    [
      'what comes after it',
      '- APP-1: done — src/a.ts\n- APP-2: done\n- Reviewers should look at src/b.ts\n\n---\nsrc/c.ts is untouched.',
      ['done src/a.ts', '-', 'done'],
    ],
    ['nothing', '', ['-', '-', '-']],
  ])('%s', (_what, text, wanted) => {
    expect(all(text)).toEqual(wanted)
  })

  it('takes no words for none', () => {
    expect(all(null)).toEqual(['-', '-', '-'])
  })

  it('keeps the agent’s own words, on one short line', () => {
    const { words } =
      read('- **APP-2**: not done — `npm` is\n  not *there*').get('APP-2') ?? expect.unreachable()
    expect(words).toBe('not done — npm is not there')
    const long = read(`- APP-2: not done ${'x '.repeat(1_000)}`).get('APP-2') ?? expect.unreachable()
    expect(long.words.length).toBeLessThan(310)
  })

  it('reads the example of its own prompt', () => {
    const project = { instructions: '', checkCommand: null, mayAsk: false }
    const parts = TASKS.map((task) => ({ ...task, description: '', labels: [], comments: [] }))
    const prompt = buildCombinedPrompt(parts, project)
    const report = prompt.slice(prompt.lastIndexOf('## Report'))
    expect(all(report)).toEqual(['done', 'done', 'not_done'])
    expect(all(report.replaceAll('path/of/a/file', 'src/a.ts'))).toEqual([
      'done src/a.ts',
      'done src/a.ts',
      'not_done',
    ])
  })

  it('comes to an end with hostile words', () => {
    for (const hostile of [
      '- '.repeat(50_000),
      '[x]'.repeat(50_000),
      `APP-1${', APP-1'.repeat(20_000)}`,
      '*'.repeat(100_000),
      'APP-1: '.repeat(20_000),
    ])
      expect(read(hostile).size).toBe(3)
  })
})

it('a report holds until there is another one', () => {
  const first = '## Report\n- APP-1: done — src/a.ts'
  expect(joinReports(null, first)).toBe(first)
  expect(all(joinReports(first, 'Mended.'))).toEqual(['done src/a.ts', '-', '-'])
  expect(all(joinReports(first, '## Report\n- APP-2: done — src/b.ts'))).toEqual(['-', '-', 'done src/b.ts'])
})

describe('judgeTasks', () => {
  const task = (identifier: string, ...dependsOn: string[]) => ({ id: identifier, identifier, dependsOn })
  const nobody = new Map<string, string>()
  const judged = (
    text: string | null,
    { checkPassed = false, leftOut = nobody, tasks = [task('APP-1'), task('APP-12'), task('APP-2')] } = {},
  ) =>
    [...judgeTasks(tasks, read(text), { checkPassed, leftOut }).values()].map((outcome) =>
      outcome.kind === 'in' ? outcome.evidence : `${outcome.code}: ${outcome.message}`,
    )

  it('takes what is reported with a file or a commit that there is', () => {
    expect(judged('- APP-1: done — src/a.ts\n- APP-12: done — abcdef1\n- APP-2: not done — no time')).toEqual(
      [
        'Reported with src/a.ts',
        'Reported with abcdef1',
        'not_reported: The agent says of it: not done — no time',
      ],
    )
  })

  it('leaves out what is named without evidence, or not at all, whatever the check says', () => {
    expect(judged('- APP-1: done — src/a.ts\n- APP-2: done — all of it', { checkPassed: true })).toEqual([
      'Reported with src/a.ts',
      'not_reported: The agent’s report says nothing of APP-12.',
      'not_reported: The agent says that it is done, and names no file or commit for it that there is. Its words: done — all of it',
    ])
  })

  it('has a passed check speak where there is no report, and only there', () => {
    const passed = Array.from({ length: 3 }, () => 'No report; the check passed')
    expect(judged('All is well.', { checkPassed: true })).toEqual(passed)
    expect(judged(null, { checkPassed: true })).toEqual(passed)
    for (const words of judged('All is well.')) expect(words).toMatch(/^not_reported: .*without a report/)
  })

  it('leaves out what depends on a task that is left out', () => {
    const tasks = [task('APP-1'), task('APP-12', 'APP-1'), task('APP-2', 'APP-12')]
    const text = '- APP-1: not done\n- APP-12: done — src/a.ts\n- APP-2: done — src/b.ts'
    expect(judged(text, { tasks })).toEqual([
      'not_reported: The agent says of it: not done',
      'parent_left_out: It depends on APP-1, which was left out.',
      'parent_left_out: It depends on APP-12, which was left out.',
    ])
    const leftOut = new Map([['gone', 'APP-7']])
    const [only] = judged('- APP-2: done — src/b.ts', { tasks: [task('APP-2', 'gone')], leftOut })
    expect(only).toBe('parent_left_out: It depends on APP-7, which was left out.')
    const outside = judged('- APP-2: done — src/b.ts', { tasks: [task('APP-2', 'elsewhere')] })
    expect(outside).toEqual(['Reported with src/b.ts'])
  })
})
