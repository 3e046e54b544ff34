import { describe, expect, test } from 'vitest'
import type { IssueLink, IssueWrite } from '#shared/issues.ts'
import { abridged } from './changed-text.tsx'
import { differencesOf, joinedLabels, keptByItself } from './differences.ts'
import { githubFailureOf, isTroubled, issueStays, linkWords, mendWords, syncWords } from './words.ts'
import { writeWords } from './write-words.ts'

const linked: Pick<IssueLink, 'state' | 'waiting' | 'failure' | 'syncedAt'> = {
  state: 'linked',
  waiting: [],
  failure: null,
  syncedAt: '2026-11-22T10:00:00.000Z',
}
const refused = {
  code: 'missing_permission' as const,
  message: 'No.',
  retryAt: null,
  url: 'https://github.com/x',
}
const offline = { code: 'offline' as const, message: 'No network.', retryAt: null }

describe('how a task and its issue stand', () => {
  test.each([
    [{}, true, 'Same as at GitHub', 'ok'],
    [{}, false, 'Not kept the same', 'idle'],
    [{ syncedAt: null }, true, 'Not compared yet', 'idle'],
    [{ waiting: ['title'] }, true, '1 change waits', 'run'],
    [{ waiting: ['title', 'comment'] }, true, '2 changes wait', 'run'],
    [{ waiting: ['title'], failure: offline }, true, '1 change waits', 'wait'],
    [{ failure: offline }, true, 'Could not be looked at', 'wait'],
    [{ failure: offline }, false, 'Could not be looked at', 'wait'],
    [{ failure: refused }, true, 'Not all of it is the same', 'wait'],
    [{ state: 'making' }, true, 'The issue is being made…', 'run'],
    [{ state: 'making', failure: offline }, false, 'The issue is not made yet', 'wait'],
    [{ state: 'gone' }, true, 'Gone from GitHub, or out of reach', 'bad'],
  ] as const)('%j, kept the same: %j', (change, isOn, word, tone) => {
    expect(
      linkWords({ ...linked, ...change, waiting: [...('waiting' in change ? change.waiting : [])] }, isOn),
    ).toMatchObject({
      word,
      tone,
    })
  })

  test('a failure says when it is tried again, where that is known', () => {
    const failure = { ...offline, retryAt: '2026-11-22T10:05:00.000Z' }
    expect(linkWords({ ...linked, failure }, true).detail).toMatch(
      /^No network\. It is tried again at .*\d\d:05.* by itself\.$/,
    )
    expect(linkWords({ ...linked, failure: offline }, true).detail).toBe('No network.')
  })

  test('of a project', () => {
    expect(syncWords({ linked: 0, waiting: 0 })).toBe('No issue is linked')
    expect(syncWords({ linked: 1, waiting: 1 })).toBe('1 issue linked · 1 change waits')
    expect(syncWords({ linked: 1200, waiting: 3 })).toBe('1,200 issues linked · 3 changes wait')
  })
})

describe('trouble of one link', () => {
  test.each([
    [{ state: 'linked', failure: null }, false, null],
    [{ state: 'linked', failure: offline }, false, null],
    [{ state: 'linked', failure: refused }, true, 'Mend it at GitHub'],
    [
      { state: 'linked', failure: { ...refused, code: 'sso_required' } },
      false,
      'Authorise the account at GitHub',
    ],
    [{ state: 'gone', failure: { ...refused, code: 'not_found' } }, true, null],
    [{ state: 'linked', failure: { ...refused, code: 'invalid' } }, true, null],
  ] as const)('%j', (link, own, mend) => {
    expect(isTroubled(link)).toBe(own)
    expect(mendWords(link)?.label ?? null).toBe(mend)
  })
})

test('what becomes of issues whose tasks are deleted', () => {
  const repository = { host: 'github.com', owner: 'ada', name: 'engine' }
  expect(issueStays([{ repository, number: 3 }])).toBe('Its issue ada/engine#3 stays at GitHub as it is.')
  expect(issueStays([1, 2].map((number) => ({ repository, number })))).toBe(
    'Their 2 issues stay at GitHub as they are.',
  )
})

describe('in what a task and an issue differ', () => {
  const task = { title: 'One', description: 'a\nb', status: 'in_review' } as const

  test.each([
    ['nothing', { title: 'One', body: 'a\nb', state: 'open' }, []],
    ['line ends and blanks at the ends', { title: 'One ', body: 'a\r\nb\n\n', state: 'open' }, []],
    ['the state', { title: 'One', body: 'a\nb', state: 'completed' }, ['state']],
    ['all of it', { title: 'Two', body: '', state: 'not_planned' }, ['title', 'body', 'state']],
  ] as const)('%s', (_what, issue, fields) => {
    expect(differencesOf(task, issue).map(({ field }) => field)).toEqual(fields)
  })

  test('words of the task are never given up by themselves', () => {
    const kept = (own: Partial<typeof task>, there: Partial<{ title: string; body: string }>) =>
      keptByItself(
        differencesOf({ ...task, ...own }, { title: 'One', body: 'a\nb', state: 'completed', ...there }),
      )
    expect(kept({}, {})).toBe('issue')
    expect(kept({}, { title: 'Two' })).toBeNull()
    expect(kept({}, { body: '' })).toBeNull()
    const { description: _, ...empty } = task
    expect(
      keptByItself(differencesOf({ ...empty, description: ' ' }, { title: 'One', body: 'a', state: 'open' })),
    ).toBe('issue')
  })

  test('labels are joined by their names, and told only where one side gets any', () => {
    const own = (...names: string[]) => names.map((name) => ({ name }))
    expect(joinedLabels(own('bug'), ['Bug'])).toBeNull()
    expect(joinedLabels([], [])).toBeNull()
    expect(joinedLabels(own('bug', 'ux'), ['Bug', 'perf'])).toEqual(['bug', 'perf', 'ux'])
    expect(joinedLabels([], ['perf'])).toEqual(['perf'])
  })
})

test.each([
  [{ subject: 'title', direction: 'to_github', by: null }, 'You', 'changed the title at GitHub'],
  [
    { subject: 'title', direction: 'to_github', by: null, status: 'failed' },
    'You',
    'could not change the title at GitHub',
  ],
  [{ subject: 'body', direction: 'to_task', by: 'ada' }, 'ada', 'changed the description here'],
  [{ subject: 'labels', direction: 'to_task', by: null }, 'At GitHub,', 'the labels were changed'],
  [{ subject: 'comment', direction: 'to_task', by: null, to: null }, 'At GitHub,', 'a comment was removed'],
  [{ subject: 'comment', direction: 'to_task', by: 'ada', from: null }, 'ada', 'added a comment here'],
  [{ subject: 'comment', direction: 'to_github', by: null, to: null }, 'You', 'removed a comment at GitHub'],
  [{ subject: 'title', direction: 'to_task', by: null, lost: 'mine' }, 'You', 'kept the title of GitHub'],
  [{ subject: 'link', direction: 'to_task', by: null }, 'You', 'linked the task and the issue'],
  [{ subject: 'link', direction: 'to_task', by: 'ada' }, 'ada', 'wrote the issue that the task was made of'],
  [{ subject: 'issue', direction: 'to_github', by: null, from: null }, 'You', 'made an issue of the task'],
] as const)('the log says %j', (change, who, did) => {
  const write: Pick<IssueWrite, 'from' | 'to' | 'status' | 'lost'> = {
    from: 'before',
    to: 'after',
    status: 'written',
    lost: null,
  }
  expect(writeWords({ ...write, ...change })).toEqual({ who, did })
})

test('of a long text only what changed is shown, and a little around it', () => {
  const long = 'word '.repeat(200)
  const { stretches, isCut } = abridged([
    { kind: 'same', text: long },
    { kind: 'gone', text: 'old' },
    { kind: 'new', text: 'new' },
    { kind: 'same', text: long },
  ])
  expect(isCut).toBe(true)
  expect(stretches[0]?.text).toBe(`…${long.slice(-80)}`)
  expect(stretches[3]?.text).toBe(`${long.slice(0, 80)}…`)
  expect(
    abridged([
      { kind: 'same', text: 'short' },
      { kind: 'new', text: ' one' },
    ]).isCut,
  ).toBe(false)
})

test('what GitHub refused is told from what the host refused', () => {
  const details = { failure: 'no_account', retryAt: null, url: null }
  expect(githubFailureOf({ code: 'GITHUB_ERROR', message: '', details })).toEqual({
    failure: 'no_account',
    url: null,
  })
  expect(githubFailureOf({ code: 'CONFLICT', message: '', details: null })).toBeNull()
})
