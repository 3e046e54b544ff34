import { describe, expect, test } from 'vitest'
import type { GithubFailure } from '#shared/publication-words.ts'
import { type Asker, permissionsInWords, type Refusal, refusalInWords, scopesOf } from './words.ts'

const NOW = Date.parse('2026-11-22T08:00:00.000Z')
const asker: Asker = { host: 'github.com', login: 'ada', scopes: ['repo'], now: NOW }
const fine: Asker = { ...asker, scopes: null }
const of = (
  status: number,
  message: string,
  headers: Refusal['headers'] = {},
  more: object = {},
): Refusal => ({
  status,
  headers,
  data: { message, ...more },
})
const inSeconds = (seconds: number) => new Date(NOW + seconds * 1000).toISOString()

describe('what GitHub refuses, in words', () => {
  const cases: [string, Refusal, Asker, GithubFailure, RegExp][] = [
    ['a token', of(401, 'Bad credentials'), asker, 'unauthorized', /token of ada any more\. Sign in again/],
    [
      'a new token',
      of(401, 'Bad credentials'),
      { ...asker, login: null },
      'unauthorized',
      /does not take this token/,
    ],
    ['what is not there', of(404, 'Not Found'), asker, 'not_found', /nothing there, or ada may not see it/],
    [
      'a feature turned off',
      of(410, 'Issues are disabled for this repo'),
      asker,
      'not_found',
      /Issues are disabled/,
    ],
    ['an archived one', of(403, 'Repository was archived so is read-only.'), asker, 'archived', /archived/],
    [
      'a protected branch',
      of(403, "You're not authorized to push to this branch. Visit https://x/about-protected-branches/."),
      asker,
      'branch_protected',
      /is protected at GitHub/,
    ],
    [
      'a merge without approval',
      of(405, 'At least 1 approving review is required by reviewers with write access.'),
      asker,
      'branch_protected',
      /approving review/,
    ],
    ['rules', of(422, 'Repository rule violations found'), asker, 'branch_protected', /protected/],
    ['a merge', of(405, 'Pull Request is not mergeable'), asker, 'conflict', /not mergeable\.$/],
    ['a moved head', of(409, 'Head branch was modified.'), asker, 'conflict', /Head branch was modified\.$/],
    [
      'wrong input',
      of(
        422,
        'Validation Failed',
        {},
        {
          errors: [
            { message: 'A pull request already exists for ada:x.' },
            { field: 'base', code: 'missing_field' },
          ],
        },
      ),
      asker,
      'invalid',
      /Validation Failed: A pull request already exists for ada:x\.; base missing field\.$/,
    ],
    ['its own trouble', of(502, 'Server Error'), asker, 'server_error', /trouble of its own \(502\)/],
    [
      'a missing scope',
      of(403, 'no', { 'x-accepted-oauth-scopes': 'repo, public_repo' }),
      { ...asker, scopes: ['read:user'] },
      'missing_permission',
      /lacks the scope repo or public_repo/,
    ],
    [
      'a missing scope that hides what is there',
      of(404, 'Not Found', { 'x-oauth-scopes': 'read:user', 'x-accepted-oauth-scopes': 'repo' }),
      fine,
      'missing_permission',
      /nothing there.*lacks the scope repo/,
    ],
    [
      'a missing permission',
      of(403, 'Resource not accessible by personal access token', {
        'x-accepted-github-permissions': 'pull_requests=write,contents=read; issues=write',
      }),
      fine,
      'missing_permission',
      /needs the permission Pull requests \(write\) and Contents \(read\), or Issues \(write\)/,
    ],
    [
      'checks, which no fine-grained token may read',
      of(403, 'Resource not accessible by personal access token', {
        'x-accepted-github-permissions': 'checks=read',
      }),
      fine,
      'not_found',
      /checks .* to no fine-grained token.*classic token/,
    ],
    [
      'an app that is not approved',
      of(
        403,
        'Although you appear to have …, the `acme` organization has enabled OAuth App access restrictions',
      ),
      asker,
      'missing_permission',
      /has not approved this app/,
    ],
    ['too large an input', of(413, 'Too big'), asker, 'invalid', /answered 413: Too big\./],
    ['a redirect', of(421, 'elsewhere'), asker, 'invalid', /sends callers elsewhere/],
    [
      'nothing in particular, as a page',
      { status: 400, headers: {}, data: '<html><b>Bad\n request</b>' },
      asker,
      'invalid',
      /answered 400: Bad request\.$/,
    ],
    ['nothing at all', { status: 403, headers: {}, data: null }, asker, 'missing_permission', /says no more/],
  ]
  test.each(cases)('%s', (_, refusal, whom, failure, message) => {
    const error = refusalInWords(refusal, whom)
    expect(error).toMatchObject({ code: 'GITHUB_ERROR', failure, retryAt: null })
    expect(error.message).toMatch(message)
    expect(error.details).toEqual({ failure, retryAt: null, url: error.url })
  })

  test('single sign-on leads to its own page, and to no other', () => {
    const at = (url: string) =>
      refusalInWords(of(403, 'Resource protected', { 'x-github-sso': `required; url=${url}` }), asker)
    const own = 'https://github.com/orgs/acme/sso?authorization_request=AZSCKTL'
    expect(at(own)).toMatchObject({ failure: 'sso_required', url: own })
    for (const url of ['https://evil.example/sso', 'javascript:alert(1)', 'nothing'])
      expect(at(url).url).toBeNull()
  })

  test('what GitHub says is one short line without control characters', () => {
    const { message } = refusalInWords(of(409, `a\n\u001b[31mb\u202e ${'c'.repeat(5000)}`), asker)
    expect(message).toContain('a [31mb ccc')
    expect(message.length).toBeLessThan(400)
  })
})

describe('rate limits are told, not slept through', () => {
  const reset = (seconds: number) => String(NOW / 1000 + seconds)
  const cases: [string, Refusal, number, RegExp][] = [
    [
      'primary',
      of(403, 'API rate limit exceeded', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset(600) }),
      601,
      /used up\. It takes more at 08:10 UTC/,
    ],
    [
      'primary, with another clock than ours',
      of(429, 'API rate limit exceeded', {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': reset(7200 + 60),
        date: new Date(NOW + 7_200_000).toUTCString(),
      }),
      61,
      /used up/,
    ],
    [
      'of searches',
      of(403, 'API rate limit exceeded', {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': reset(30),
        'x-ratelimit-resource': 'search',
      }),
      31,
      /^All searches .* in a minute are used up/,
    ],
    [
      'secondary',
      of(403, 'You have exceeded a secondary rate limit.', { 'retry-after': '30' }),
      30,
      /asks for a pause/,
    ],
    ['secondary without a time', of(403, 'You have exceeded a secondary rate limit.'), 60, /pause/],
    ['never more than an hour', of(429, 'no', { 'retry-after': '999999' }), 3600, /pause/],
    [
      'never a time that is over',
      of(403, 'no', { 'x-ratelimit-remaining': 0, 'x-ratelimit-reset': 1 }),
      1,
      /used up/,
    ],
    ['no number', of(429, 'no', { 'retry-after': 'soon' }), 60, /pause/],
  ]
  test.each(cases)('%s', (_, refusal, seconds, message) => {
    const error = refusalInWords(refusal, asker)
    expect(error).toMatchObject({ failure: 'rate_limited', retryAt: inSeconds(seconds) })
    expect(error.message).toMatch(message)
  })

  test('a server in trouble may say when', () => {
    expect(refusalInWords(of(503, 'x', { 'retry-after': '120' }), asker).retryAt).toBe(inSeconds(120))
  })
})

test('headers that are no list of permissions or scopes name none', () => {
  expect(permissionsInWords('<script>=write; contents=everything')).toBe('')
  expect(scopesOf('repo, read:user, <b>, ')).toEqual(['repo', 'read:user'])
})
