import { expect, test } from 'vitest'
import { readRepository } from './repository-list.ts'

const GIVEN = {
  full_name: 'ada/atlas',
  description: 'Maps',
  private: true,
  fork: false,
  archived: false,
  default_branch: 'trunk',
  ssh_url: 'git@github.com:ada/atlas.git',
  size: 12,
  pushed_at: '2026-11-20T10:00:00Z',
  permissions: { push: true },
}
const read = (change: object, host = 'github.com') => readRepository({ ...GIVEN, ...change }, host)

test('what GitHub says of a repository is taken', () => {
  expect(read({})).toEqual({
    fullName: 'ada/atlas',
    description: 'Maps',
    private: true,
    fork: false,
    archived: false,
    defaultBranch: 'trunk',
    cloneUrl: 'https://github.com/ada/atlas.git',
    sshUrl: 'git@github.com:ada/atlas.git',
    htmlUrl: 'https://github.com/ada/atlas',
    size: 12,
    pushedAt: '2026-11-20T10:00:00.000Z',
    canPush: true,
  })
})

test.each([
  ['an empty one was never pushed to', { pushed_at: null }, { pushedAt: null }],
  ['a time that is none', { pushed_at: 'yesterday' }, { pushedAt: null }],
  [
    'lines and marks in its description',
    { description: 'a\u2028b\nc\ud800' },
    { description: 'a b c\ufffd' },
  ],
  ['a description of nothing', { description: ' \n ' }, { description: null }],
  ['an endless description', { description: 'x'.repeat(9000) }, { description: 'x'.repeat(500) }],
  ['no word about rights', { permissions: undefined }, { canPush: false }],
  // Addresses out of an answer could lead anywhere.
  [
    'addresses of its own',
    {
      html_url: 'javascript:alert(1)',
      clone_url: 'https://evil.example/ada/atlas.git',
      ssh_url: 'git@evil.example:ada/atlas.git',
    },
    {
      htmlUrl: 'https://github.com/ada/atlas',
      cloneUrl: 'https://github.com/ada/atlas.git',
      sshUrl: 'git@github.com:ada/atlas.git',
    },
  ],
  [
    'an option for an ssh address',
    { ssh_url: '-oProxyCommand=x@github.com:ada/atlas' },
    { sshUrl: 'git@github.com:ada/atlas.git' },
  ],
])('%s', (_name, change, expected) => {
  expect(read(change)).toMatchObject(expected)
})

test('a server of one’s own may have its own port for ssh, and a stand-in has plain HTTP', () => {
  const sshUrl = 'ssh://git@git.example.com:2222/ada/atlas.git'
  expect(read({ ssh_url: sshUrl }, 'git.example.com')).toMatchObject({
    sshUrl,
    cloneUrl: 'https://git.example.com/ada/atlas.git',
  })
  expect(read({ ssh_url: '' }, '127.0.0.1:4711')).toMatchObject({
    cloneUrl: 'http://127.0.0.1:4711/ada/atlas.git',
    sshUrl: 'git@127.0.0.1:ada/atlas.git',
  })
})

test.each([
  ['not an object', 'ada/atlas'],
  ['no name', { ...GIVEN, full_name: undefined }],
  ['a path that leads away', { ...GIVEN, full_name: 'ada/..' }],
  ['more than two parts', { ...GIVEN, full_name: 'ada/atlas/tree' }],
  ['a name that a shell would take for more', { ...GIVEN, full_name: 'ada/$(touch x)' }],
  ['no default branch', { ...GIVEN, default_branch: '' }],
])('%s is left out', (_name, given) => {
  expect(readRepository(given, 'github.com')).toBeNull()
})
