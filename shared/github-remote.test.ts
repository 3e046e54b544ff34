import { expect, test } from 'vitest'
import { isSameRepository, repositoryOf } from './github-remote.ts'

const HOSTS = ['git.example.com', '127.0.0.1:4711', 'ghe.example.com:8443']

const READ: [url: string, repository: string][] = [
  ['https://github.com/ada/atlas', 'github.com ada atlas'],
  ['https://github.com/ada/atlas.git', 'github.com ada atlas'],
  ['https://github.com/ada/atlas/', 'github.com ada atlas'],
  ['https://GitHub.com/Ada/Atlas.git', 'github.com Ada Atlas'],
  ['https://www.github.com/ada/atlas', 'github.com ada atlas'],
  ['https://github.com:443/ada/atlas', 'github.com ada atlas'],
  ['https://ada@github.com/ada/atlas', 'github.com ada atlas'],
  ['https://ada:secret@github.com/ada/atlas', 'github.com ada atlas'],
  ['git@github.com:ada/atlas.git', 'github.com ada atlas'],
  ['git@github.com:/ada/atlas.git', 'github.com ada atlas'],
  ['github.com:ada/atlas', 'github.com ada atlas'],
  ['org-123@github.com:ada/atlas', 'github.com ada atlas'],
  ['ssh://git@github.com/ada/atlas.git', 'github.com ada atlas'],
  ['ssh://git@github.com:22/ada/atlas.git', 'github.com ada atlas'],
  ['ssh://git@ssh.github.com:443/ada/atlas.git', 'github.com ada atlas'],
  ['git+ssh://git@github.com/ada/atlas.git', 'github.com ada atlas'],
  ['https://github.com/ada/atlas.github.io.git', 'github.com ada atlas.github.io'],
  ['https://github.com/ada_corp/.github', 'github.com ada_corp .github'],
  ['https://git.example.com/ada/atlas', 'git.example.com ada atlas'],
  ['ssh://git@git.example.com:2222/ada/atlas', 'git.example.com ada atlas'],
  ['https://ghe.example.com:8443/ada/atlas', 'ghe.example.com:8443 ada atlas'],
  ['git@ghe.example.com:ada/atlas', 'ghe.example.com:8443 ada atlas'],
  ['http://127.0.0.1:4711/ada/atlas.git', '127.0.0.1:4711 ada atlas'],
]

test.each(READ)('%s names a repository', (url, expected) => {
  const found = repositoryOf(url, HOSTS)
  expect(found && `${found.host} ${found.owner} ${found.name}`).toBe(expected)
})

test.each([
  '',
  'atlas',
  '/home/ada/github.com/ada/atlas',
  'file:///github.com/ada/atlas',
  'C:\\github.com\\ada\\atlas',
  'https://gitlab.com/ada/atlas',
  'https://github.com.evil.example/ada/atlas',
  'https://evil.example/github.com/ada/atlas',
  'https://github.com@evil.example/ada/atlas',
  'https://github.com:8443/ada/atlas',
  'https://ghe.example.com/ada/atlas',
  'http://github.com/ada/atlas',
  'http://git.example.com/ada/atlas',
  'http://127.0.0.1:4712/ada/atlas',
  'git://github.com/ada/atlas',
  'git@github-work:ada/atlas',
  'git@ssh.git.example.com:ada/atlas',
  'https://github.com/ada',
  'https://github.com/ada/',
  'https://github.com/ada/atlas/tree/main',
  'https://github.com/ada/..',
  'https://github.com/ada/.git',
  'https://github.com/-ada/atlas',
  'https://github.com/ada/at%2Flas',
  'https://github.com/ada/at las',
  'ext::sh -c github.com/ada/atlas',
])('%s names none', (url) => {
  expect(repositoryOf(url, HOSTS)).toBeNull()
})

test('a gist is no repository, and case makes no other one', () => {
  expect(repositoryOf('https://gist.github.com/ada/0123456789', HOSTS)).toBeNull()
  const one = { host: 'github.com', owner: 'Ada', name: 'Atlas' }
  expect(isSameRepository(one, { ...one, owner: 'ada', name: 'ATLAS' })).toBe(true)
  expect(isSameRepository(one, { ...one, name: 'other' })).toBe(false)
  expect(isSameRepository(one, { ...one, host: 'git.example.com' })).toBe(false)
})
