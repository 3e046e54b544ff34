import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AccountRemote, borrowing, branchesOf, readRef } from './borrowing.ts'
import { configFile, settingsIn } from './config.ts'
import { locate } from './locate.ts'
import { createRunner, type Runner } from './run-git.ts'
import { makeWorld, type World } from './testing.ts'

let world: World
let git: Runner
beforeAll(async () => {
  world = await makeWorld()
  git = createRunner({ hostId: 'test-host', scratchFolder: join(world.folder, 'scratch') })
})
afterAll(() => world.close())

/** As if an account signed in there. */
async function remoteOf(repo: string, remote: string, url: string): Promise<AccountRemote> {
  const channel = {
    env: {},
    begin: () => ({ answer: async () => '', wasUsed: false, close: async () => undefined }),
  }
  const commonDir = (await locate(repo))?.commonDir ?? ''
  return { repo, commonDir, remote, urls: [url], settings: await settingsIn(git, repo), channel }
}

it.each(['sha1', 'sha256'])('objects of %s come, and nothing else', async (format) => {
  const [there, here] = [join(world.folder, `there-${format}`), join(world.folder, `here-${format}`)]
  for (const place of [there, here])
    await world.user(world.folder, 'init', '--quiet', `--object-format=${format}`, place)
  const commit = await world.commit(there, { a: 'a\n' })
  await world.commit(here, { b: 'b\n' })
  // A name that is not easily written down.
  const at = await remoteOf(here, 'a "b" \\c', there)
  const refs = await branchesOf(git, here)
  const fetched = await borrowing(git, at, { refs }, async (call, folder) => {
    const args = ['fetch', '--quiet', '--', at.remote, '+refs/heads/main:refs/openlinear/fetched']
    await git.run({ ...call, args, write: true })
    return readRef(folder, 'refs/openlinear/fetched')
  })
  expect(fetched).toBe(commit)
  expect(await world.user(here, 'cat-file', '-t', commit)).toBe('commit')
  expect(await world.user(here, 'for-each-ref', '--format=%(refname)')).toBe('refs/heads/main')
})

it('reads no setting of the repository, and those of the user that count there', async () => {
  const repo = await world.repository()
  const included = join(world.folder, 'included')
  await writeFile(included, '[http]\n\tsslCAInfo = ~/ca.pem\n\tsslVerify\n[alias]\n\tx = status\n')
  await world.user(repo, 'config', '--global', `includeIf.gitdir:${repo}/.path`, included)
  for (const key of ['http.proxy', 'core.sshCommand', 'remote.origin.vcs', 'filter.x.smudge'])
    await world.user(repo, 'config', key, 'of-the-repository')
  const at = await remoteOf(repo, 'origin', '/nowhere')
  const said = await borrowing(git, at, {}, (call) =>
    git.text({ ...call, args: ['config', '--list', '--show-scope', '--local'] }),
  )
  expect(said).not.toContain('of-the-repository')
  expect(said).toMatch(/http\.sslcainfo=\/.*\/ca\.pem\nlocal\thttp\.sslverify\n/)
  expect(said).not.toContain('alias.x')
})

it('writes settings that git reads as they were', async () => {
  const settings = [
    { key: 'http.https://A.example/x?"y"\\z.proxy', value: ' a "b" \\c;#\td\ne ' },
    { key: 'http.extraheader', value: 'One: 1' },
    { key: 'http.extraheader', value: '' },
    { key: 'http.sslverify', value: null },
  ]
  const file = join(world.folder, 'written')
  await writeFile(file, configFile(settings))
  const { stdout } = await git.run({
    cwd: world.folder,
    args: ['config', '--file', file, '--null', '--list'],
    channel: null,
  })
  const read = stdout.toString('utf8').split('\0').filter(Boolean)
  expect(read).toEqual(settings.map(({ key, value }) => (value === null ? key : `${key}\n${value}`)))
})
