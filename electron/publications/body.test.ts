import { describe, expect, it } from 'vitest'
import { buildBody, buildTitle, cutBody, LONGEST_BODY, type Work } from './body.ts'
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
