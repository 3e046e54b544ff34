import { describe, expect, it } from 'vitest'
import { buildBody, buildTitle, cutBody, LONGEST_BODY, type Work } from './body.ts'
import { closingLine, withClosingLine } from './closing-words.ts'
import { cut, quiet, quietLine } from './untrusted.ts'

const task = {
  identifier: 'APP-1',
  title: 'Say hello',
  description: 'Write a greeting.',
  summary: 'Wrote it.',
}
const work: Work = {
  tasks: [task],
  checks: [{ command: 'npm test', passed: true, what: '' }],
  files: [{ path: 'hello.txt', additions: 2, deletions: 1 }],
  skipped: [],
  resolved: [],
  cost: null,
  closing: null,
}

describe('the body of a pull request', () => {
  it('says what was asked, what was done, what was checked and what changed', () => {
    expect(buildBody(work, null)).toBe(
      [
        '> Write a greeting.',
        'Wrote it.',
        '## Checks',
        '- `npm test` passed',
        '## Files changed',
        '1 file, +2 −1',
        '- `hello.txt` +2 −1',
        '<sub>APP-1, carried out by agents with OpenLinear.</sub>',
      ].join('\n\n'),
    )
  })

  it('never says that something passed which nobody has run', () => {
    const body = buildBody({ ...work, checks: [] }, null)
    expect(body).toContain('Unverified: no check was run.')
    expect(body).not.toContain('passed')
  })

  it('tells the tasks of a batch apart, what is not in it, who resolved conflicts, and the cost if wanted', () => {
    const body = buildBody(
      {
        ...work,
        tasks: [task, { ...task, identifier: 'APP-2', title: 'Greet @all' }],
        skipped: [{ identifier: 'APP-3', title: 'Bye', reason: 'The check failed.' }],
        resolved: [{ identifier: 'APP-2', files: ['a`b.txt'], byAgent: true }],
        cost: 1.234,
      },
      null,
    )
    expect(body).toContain('## APP-1: Say hello')
    expect(body).toContain('## APP-2: Greet `@all`')
    expect(body).toContain('## Not in here\n\n- APP-3 Bye: The check failed.')
    expect(body).toContain('## Conflicts resolved\n\n- APP-2: ``a`b.txt``, by an agent')
    expect(body).toContain('Agents cost $1.23.')
  })

  it('stands before a template, or under its heading for a description', () => {
    expect(buildBody(work, '- [ ] I have read CONTRIBUTING\n')).toMatch(
      /^> Write a greeting\.[^]*<\/sub>\n\n- \[ \] I have read CONTRIBUTING$/,
    )
    const body = buildBody(work, '# Hello\n\n## Description\n<!-- what? -->\n\n## Checklist\n- [ ] Tests\n')
    expect(body).toMatch(/^# Hello\n\n## Description\n\n> Write a greeting\./)
    expect(body).toContain('### Checks')
    expect(body).toMatch(/<\/sub>\n\n<!-- what\? -->\n\n## Checklist\n- \[ \] Tests$/)
  })

  it('begins with the issues that its merge closes, in a template too, and however long the rest is', () => {
    const closing = 'Closes #12, closes ada/other#15'
    expect(buildBody({ ...work, closing }, null)).toMatch(
      /^Closes #12, closes ada\/other#15\n\n> Write a greeting\./,
    )
    expect(buildBody({ ...work, closing }, '# Hello\n\n## Description\n')).toMatch(
      /^Closes #12, closes ada\/other#15\n\n# Hello\n\n## Description\n\n> Write/,
    )
    const long = { ...task, description: 'word '.repeat(40_000) }
    const body = buildBody({ ...work, tasks: Array.from({ length: 60 }, () => long), closing }, null)
    expect(body.length).toBeLessThanOrEqual(LONGEST_BODY)
    expect(body.startsWith(`${closing}\n\n`)).toBe(true)
    expect(body).toContain('carried out by agents')
  })

  it('never has more characters than GitHub takes', () => {
    const long = { ...task, description: 'word '.repeat(40_000), summary: 'more '.repeat(40_000) }
    const body = buildBody({ ...work, tasks: Array.from({ length: 60 }, () => long) }, null)
    expect(body.length).toBeLessThanOrEqual(LONGEST_BODY)
    expect(body).toContain('## Files changed')
    const template = 'x'.repeat(80_000)
    expect(buildBody(work, template)).toMatch(/65,536 characters\.\*$/)
    expect(cutBody('y'.repeat(70_000))).toHaveLength(LONGEST_BODY)
  })
})

describe('issues that a merge closes', () => {
  const at = { host: 'github.com', owner: 'Ada', name: 'engine' }
  const issue = (number: number, place: Partial<typeof at> = {}) => ({
    repository: { ...at, ...place },
    number,
  })

  it('are named each after the keyword, those of another repository in full, those of another server not', () => {
    const other = issue(15, { owner: 'grace', name: 'compiler.js' })
    expect(closingLine([issue(12), other], at)).toBe('Closes #12, closes grace/compiler.js#15')
    expect(closingLine([other, issue(12, { owner: 'ada' })], at)).toBe(
      'Closes grace/compiler.js#15, closes #12',
    )
    expect(closingLine([issue(12, { host: 'github.example.com' })], at)).toBeNull()
    expect(closingLine([], at)).toBeNull()
  })

  it.each([
    ['Words.\n\nMore.', 'Closes #1', 'Closes #1\n\nWords.\n\nMore.'],
    ['Closes #1\n\nWords.', 'Closes #1, closes a/b.c#22', 'Closes #1, closes a/b.c#22\n\nWords.'],
    ['Closes #1, closes a/b.c#22\n\nWords.', null, 'Words.'],
    ['Words.', null, 'Words.'],
    ['Closes #1\n\nWords.', 'Closes #1', 'Closes #1\n\nWords.'],
    ['Closes #1 and more.\n\nWords.', null, 'Closes #1 and more.\n\nWords.'],
    ['Words.\n\nCloses #1', null, 'Words.\n\nCloses #1'],
    ['Closes #1\r\n\r\nWords.', 'Closes #2', 'Closes #2\n\nWords.'],
    ['', 'Closes #2', 'Closes #2'],
    ['Closes #2', null, ''],
  ])('come and go in what is said: %j with %j is %j', (body, line, expected) => {
    expect(withClosingLine(body, line)).toBe(expected)
  })
})

describe('the title', () => {
  it('names the task, or how many there are', () => {
    expect(buildTitle([task])).toBe('APP-1: Say hello')
    expect(buildTitle([task, { identifier: 'APP-2', title: 'Wave' }])).toBe('2 tasks: Say hello; Wave')
    expect(buildTitle([{ identifier: 'APP-1', title: 'long '.repeat(200) }]).length).toBeLessThanOrEqual(256)
  })
})

describe('text of others', () => {
  it.each([
    ['@octocat and @org/team, see a@b.com', '`@octocat` and `@org/team`, see a@b.com'],
    ['(@octocat)', '(`@octocat`)'],
    ['import `@scope/name` stays', 'import `@scope/name` stays'],
    ['Fixes #12, closes: org/repo#3', 'Fixes `#12`, closes: `org/repo#3`'],
    ['resolves https://github.com/a/b/issues/9', 'resolves `https://github.com/a/b/issues/9`'],
    ['see #12', 'see #12'],
    ['<!-- open', '&lt;!-- open'],
    ['<details> a < b', '&lt;details> a < b'],
    ['```\n@here <b>\n```', '```\n@here <b>\n```'],
    ['```ts\nnever closed', '```ts\nnever closed\n```'],
    ['~~~\n```\n@a', '~~~\n```\n@a\n~~~'],
  ])('%j becomes %j', (text, expected) => {
    expect(quiet(text)).toBe(expected)
  })

  it('is on one line in a title', () => {
    expect(quietLine('Call\n @bob')).toBe('Call `@bob`')
  })

  it('is cut between words', () => {
    expect(cut('one two three four five six', 24)).toBe('one two three … (cut)')
    expect(cut('short', 10)).toBe('short')
  })
})
