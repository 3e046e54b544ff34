import { expect, it } from 'vitest'
import { AppError } from '#shared/errors.ts'
import { type RemoteDeed, remoteFailure } from './remote-failure.ts'

const pushing: RemoteDeed = { verb: 'push', remote: 'origin', branch: 'openlinear/app-1' }
const fetching: RemoteDeed = { ...pushing, verb: 'fetch' }
const cloning: RemoteDeed = { verb: 'clone', remote: 'github.com', branch: null }

const why = (stderr: string, deed = pushing, details: Record<string, unknown> = {}) =>
  remoteFailure(new AppError('GIT_ERROR', 'git failed', { stderr, ...details }), deed)

const URL = 'https://github.com/acme/app.git'
const denied = (words: string) =>
  `${words}\nfatal: unable to access '${URL}/': The requested URL returned error: 403`
const rejected = (words: string, why: string) =>
  `${words}\nTo ${URL}\n ! [remote rejected] a -> b (${why})\nerror: failed to push some refs to '${URL}'`

it.each([
  [
    rejected(
      'remote: error: GH006: Protected branch update failed for refs/heads/main.',
      'protected branch hook declined',
    ),
    'protected',
    /is protected at origin: GH006/,
  ],
  [
    rejected(
      'remote: error: GH013: Repository rule violations found for refs/heads/main.\nremote: - Changes must be made through a pull request.',
      'push declined due to repository rule violations',
    ),
    'protected',
    /must be made through a pull request/,
  ],
  [
    rejected(
      'remote: error: GH013: Repository rule violations found for refs/heads/a.\nremote: - GITHUB PUSH PROTECTION\nremote:   - Push cannot contain secrets',
      'push declined due to repository rule violations',
    ),
    'rejected',
    /Push cannot contain secrets/,
  ],
  [
    ` ! [remote rejected] a -> a (refusing to allow an OAuth App to create or update workflow \`.github/workflows/ci.yml\` without \`workflow\` scope)`,
    'permission',
    /does not let you push.*a sign-in with a code does not ask for that, so add a token/,
  ],
  [
    ` ! [remote rejected] a -> a (refusing to allow a Personal Access Token to create or update workflow \`.github/workflows/ci.yml\` without \`workflow\` scope)`,
    'permission',
    /does not let you push.*give it that right at GitHub \(classic: the scope workflow/,
  ],
  [
    `fatal: could not read Username for 'https://github.com': terminal prompts disabled\nGit credentials for ${URL}/info/lfs/locks/verify not found\nerror: failed to push some refs to '${URL}'`,
    'other',
    /hook of the repository refused: fatal: .*Git credentials.*Git LFS is given no token of your account/,
  ],
  [
    rejected(
      'remote: error: GH008: Your push referenced at least 1 unknown Git LFS object:',
      'pre-receive hook declined',
    ),
    'rejected',
    /did not take openlinear\/app-1: GH008/,
  ],
  [rejected('remote: no Friday pushes', 'pre-receive hook declined'), 'rejected', /: no Friday pushes$/],
  [
    denied('remote: Permission to acme/app.git denied to ada.'),
    'permission',
    /does not let you push: Permission to .*\. Ask for write access .*fork.*git remote set-url --push origin/,
  ],
  [
    denied('remote: Write access to repository not granted.'),
    'permission',
    /Write access to repository not granted\. Ask for write access/,
  ],
  [denied('remote: This repository was archived so it is read-only.'), 'archived', /archived/],
  [
    denied(
      "remote: The 'acme' organization has enabled or enforced SAML SSO.\nremote: To access this repository, visit https://github.com/orgs/acme/sso?authorization_request=A1 and try your request again.",
    ),
    'sso',
    /sign in to its organization first: The 'acme' organization/,
  ],
  ['ERROR: Repository not found.\nfatal: Could not read from remote repository.', 'not_found', /may not see/],
  [
    `remote: Repository not found.\nfatal: repository '${URL}/' not found`,
    'not_found',
    /leads to no repository/,
  ],
  ['git@github.com: Permission denied (publickey).', 'credentials', /wants credentials/],
  [`fatal: Authentication failed for '${URL}/'`, 'credentials', /Sign in with git once/],
  [
    "fatal: could not read Username for 'https://github.com': terminal prompts disabled",
    'credentials',
    /Sign in with git/,
  ],
  ["fatal: unable to access 'x': Could not resolve host: github.com", 'offline', /seems to be offline/],
  [
    "fatal: unable to access 'x': Failed to connect to github.com port 443",
    'offline',
    /takes no connections/,
  ],
  [
    'error: RPC failed; curl 56 Recv failure\nfatal: the remote end hung up unexpectedly',
    'offline',
    /connection to origin broke/,
  ],
  ["fatal: unable to access 'x': The requested URL returned error: 502", 'server_error', /error of its own/],
  ["fatal: unable to access 'x': The requested URL returned error: 504", 'timeout', /in time/],
  [
    ` ! [rejected] a -> a (fetch first)\nerror: failed to push some refs to '${URL}'`,
    'diverged',
    /left alone/,
  ],
  [
    `lint says no\nerror: failed to push some refs to '${URL}'`,
    'other',
    /pre-push hook .* refused: lint says no$/,
  ],
  ['fatal: something new', 'other', /did not take openlinear\/app-1: git failed/],
] as const)('push: %s', (stderr, reason, words) => {
  const failure = why(stderr)
  expect(failure.reason).toBe(reason)
  expect(failure.message).toMatch(words)
})

it('knows where the sign-in of an organization can be mended', () => {
  const url = 'https://github.com/orgs/acme/sso?authorization_request=A1'
  expect(why(denied(`remote: SAML SSO: visit ${url} first.`)).url).toBe(url)
  expect(why(denied('remote: SAML SSO')).url).toBeNull()
})

it('speaks of the account where it had its token', () => {
  const failed = `fatal: Authentication failed for '${URL}/'`
  expect(why(failed, fetching).message).toMatch(/password or key that git does not have/)
  expect(why(failed, cloning).message).toMatch(/wants to know who you are/)
  for (const deed of [pushing, fetching, cloning])
    expect(why(failed, deed, { signedIn: true }).message).toMatch(/token of your account/)
  const gone = `remote: Repository not found.\nfatal: repository '${URL}/' not found`
  expect(why(gone, fetching, { signedIn: true }).message).toMatch(/your account may not see/)
})

it('names the server, the login and the permission that its token lacks, and where it is given', () => {
  const refused = denied('remote: Write access to repository not granted.')
  const ada = { host: 'ghe.acme.com', login: 'ada' }
  const of = (scopes: string[] | null, stderr = refused, deed = pushing) =>
    why(stderr, deed, { signedIn: true, owner: { ...ada, scopes } })
  const fine = of(null)
  expect(fine.message).toMatch(
    /^ghe\.acme\.com does not let the token of ada push: Write access to repository not granted\. It needs the permission Contents \(read and write\)/,
  )
  expect(fine.message).toMatch(/git remote set-url --push origin/)
  expect(fine.url).toBe('https://ghe.acme.com/settings/personal-access-tokens')
  expect(of(null, refused, cloning).message).toMatch(/Contents \(read\) for this repository\.$/)
  expect(of(['read:user'])).toMatchObject({
    message: expect.stringMatching(/lacks the scope repo/) as unknown,
    url: 'https://ghe.acme.com/settings/tokens',
  })
  expect(of(['repo']).url).toBeNull()

  const sso = denied(
    "remote: The 'acme' organization has enabled or enforced SAML SSO.\nremote: To access this",
  )
  expect(of(['repo'], sso, cloning)).toEqual({
    reason: 'sso',
    message:
      'The organisation acme wants a single sign-on for the token of ada. Authorise it at GitHub, then try again.',
    url: 'https://ghe.acme.com/settings/tokens',
  })
  const workflow = (by: string) =>
    of(
      ['repo'],
      ` ! [remote rejected] a -> a (refusing to allow ${by} to update workflow without \`workflow\` scope)`,
    )
  expect(workflow('an OAuth App').url).toBeNull()
  expect(workflow('a Personal Access Token').url).toMatch(/settings\/tokens$/)
})

it('repeats little of what a remote says, and nothing that could not be seen', () => {
  const long = `remote: \u001b[31mno\u0007 ${'more '.repeat(500)}\nremote: Counting objects: 100% (3/3)\nremote: ====\n`
  const { message } = why(rejected(long, 'pre-receive hook declined'))
  expect(message.length).toBeLessThan(700)
  expect(message).not.toMatch(/\p{Cc}|Counting|====/u)
})

it('a call that took too long is told as such, whatever was said until then', () => {
  expect(why('remote: hello', pushing, { timedOut: true }).reason).toBe('timeout')
})
