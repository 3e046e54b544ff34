import { expect, it } from 'vitest'
import { AppError } from '#shared/errors.ts'
import { GithubError } from '../github/github.ts'
import { compareUrl } from './compare-url.ts'
import { failureOf, retryTime } from './failures.ts'

it.each([
  ['offline', 'offline'],
  ['credentials', 'unauthorized'],
  ['sso', 'sso_required'],
  ['protected', 'branch_protected'],
  ['rejected', 'git_error'],
  [undefined, 'git_error'],
])('what git calls %j is %s', (reason, code) => {
  const error = new AppError('GIT_ERROR', 'origin did not take it', { reason, url: null })
  expect(failureOf(error)).toEqual({ code, message: 'origin did not take it', retryAt: null, url: null })
})

it('keeps what GitHub said', () => {
  const error = new GithubError('sso_required', 'Sign on.', { url: 'https://github.com/orgs/o/sso' })
  expect(failureOf(error)).toEqual({
    code: 'sso_required',
    message: 'Sign on.',
    retryAt: null,
    url: 'https://github.com/orgs/o/sso',
  })
})

it('waits longer each time, at least as long as GitHub says, and not for what would fail again', () => {
  const now = '2026-01-01T00:00:00.000Z'
  const offline = failureOf(new GithubError('offline', ''))
  expect([1, 2, 3, 30].map((attempts) => retryTime(offline, attempts, now))).toEqual([
    '2026-01-01T00:00:01.000Z',
    '2026-01-01T00:00:02.000Z',
    '2026-01-01T00:00:04.000Z',
    '2026-01-01T00:10:00.000Z',
  ])
  const limited = failureOf(new GithubError('rate_limited', '', { retryAt: '2026-01-01T00:30:00.000Z' }))
  expect(retryTime(limited, 1, now)).toBe('2026-01-01T00:30:00.000Z')
  expect(retryTime(failureOf(new GithubError('branch_protected', '')), 1, now)).toBeNull()
})

const branches = { base: 'main', branch: 'openlinear/app-1#x' }
it.each([
  [
    { host: 'github.com', owner: 'a', name: 'b' },
    null,
    'https://github.com/a/b/compare/main...openlinear/app-1%23x?expand=1',
  ],
  [null, 'git@codeberg.org:a/b.git', 'https://codeberg.org/a/b/compare/main...openlinear/app-1%23x'],
  [
    null,
    'https://gitlab.com/group/sub/b.git',
    'https://gitlab.com/group/sub/b/-/merge_requests/new?merge_request%5Bsource_branch%5D=openlinear%2Fapp-1%23x&merge_request%5Btarget_branch%5D=main',
  ],
  [null, 'ssh://git@example.com/a/b.git', null],
  [null, '/srv/git/b.git', null],
  [null, null, null],
] as const)('%j, %j: %s', (repository, remoteUrl, url) => {
  expect(compareUrl(repository, remoteUrl, branches)).toBe(url)
})
