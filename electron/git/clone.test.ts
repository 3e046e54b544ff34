import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkCloneUrl } from './clone-url.ts'
import { failure, makeWorld, type World, write } from './testing.ts'

let world: World
let bare: string
beforeAll(async () => {
  world = await makeWorld()
  const repo = await world.repository()
  await world.user(repo, 'branch', 'side')
  bare = await world.origin(repo)
})
afterAll(() => world.close())

describe('checkCloneUrl', () => {
  it.each([
    ['https://github.com/owner/app.git', 'app'],
    ['https://github.com/owner/app/', 'app'],
    ['https://ada@example.com:8443/app%20one', 'app one'],
    ['ssh://git@example.com:2222/owner/app.git', 'app'],
    ['git@github.com:owner/app.git', 'app'],
    ['github.com:app', 'app'],
    ['git@[::1]:owner/app', 'app'],
    ['http://127.0.0.1:8123/owner/app.git', 'app'],
    ['http://localhost/owner/app', 'app'],
  ])('takes %s', (url, name) => {
    expect(checkCloneUrl(url)).toEqual({ name })
  })

  it.each([
    '',
    '--upload-pack=touch /tmp/x',
    '-oProxyCommand=x@host:path',
    'ext::sh -c touch% /tmp/x',
    'fd::17/foo',
    'file:///etc',
    '/etc/repo',
    './repo',
    'http://github.com/owner/app',
    'http://127.0.0.1.example.com/owner/app',
    'http://127.0.0.1@example.com/owner/app',
    'git://github.com/owner/app',
    'ftp://example.com/app',
    'ssh://-oProxyCommand=x/app',
    'ssh://git@-oProxyCommand=x/app',
    'ssh://-x@example.com/app',
    'https://github.com',
    'https://github.com/',
    'https://',
    'https://example.com/a b',
    'https://example.com/a\nb',
    'git@host:',
    'git@host:-x',
    'git@-host:x',
    'C:\\repo',
    'C:/repo',
    'owner/app',
  ])('refuses %j', (url) => {
    expect(() => checkCloneUrl(url)).toThrow(expect.objectContaining({ code: 'INVALID_CLONE_URL' }))
  })

  it('refuses passwords and tokens, and says why without repeating them', () => {
    for (const url of [
      'https://ada:s3cret@example.com/app',
      'https://ghp_s3cret@github.com/a/b',
      'http://ghp_s3cret@localhost:8123/a/b',
    ]) {
      expect(() => checkCloneUrl(url)).toThrow(/password or token/)
      expect(() => checkCloneUrl(url)).not.toThrow(/s3cret/)
    }
  })
})

describe('clone', () => {
  it('clones everything, telling how far it is', async () => {
    const path = join(world.folder, 'deep', 'er', 'clone')
    const phases = new Map<string, number | null>()
    await world.git.clone({
      url: bare,
      path,
      allowFile: true,
      onProgress: ({ phase, fraction }) => phases.set(phase, fraction),
    })
    expect(phases.get('Receiving objects')).toBe(1)
    expect(await world.user(path, 'config', '--get-all', 'remote.origin.fetch')).toBe(
      '+refs/heads/*:refs/remotes/origin/*',
    )
    expect(await world.head(path, 'refs/remotes/origin/side')).toBe(await world.head(bare, 'side'))
    expect(await readdir(join(world.folder, 'deep', 'er'))).toEqual(['clone'])
    // Ours for the call alone.
    expect(await world.user(path, 'config', '--local', '--list')).not.toMatch(/hookspath|gpgsign|gc\.auto/)
  })

  it('starts anew over what a killed clone left, and takes an empty folder', async () => {
    await write(join(world.folder, '.again.partial'), {
      '.git/HEAD': 'ref: refs/heads/main',
      'half.txt': 'x',
    })
    await write(join(world.folder, 'again'), {})
    await world.git.clone({ url: bare, path: join(world.folder, 'again'), allowFile: true })
    expect(await readdir(join(world.folder, 'again'))).toEqual(['.git', 'README.md'])
  })

  it('does not write over a folder', async () => {
    const path = join(world.folder, 'full')
    await write(path, { 'mine.txt': 'mine' })
    expect((await failure(world.git.clone({ url: bare, path, allowFile: true }))).code).toBe('GIT_ERROR')
    expect(await readdir(path)).toEqual(['mine.txt'])
  })

  it('leaves nothing when it fails or is cancelled', async () => {
    const path = join(world.folder, 'gone')
    const missing = await failure(world.git.clone({ url: '/nowhere/at/all', path, allowFile: true }))
    expect(missing.code).toBe('GIT_ERROR')

    const controller = new AbortController()
    const cancelled = world.git.clone({
      url: bare,
      path,
      allowFile: true,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('cancelled')),
    })
    await expect(cancelled).rejects.toThrow('cancelled')
    await expect(stat(path)).rejects.toThrow('ENOENT')
    expect((await readdir(world.folder)).filter((name) => name.includes('gone'))).toEqual([])
  })

  it('takes local paths from nobody but tests', async () => {
    const path = join(world.folder, 'local')
    expect((await failure(world.git.clone({ url: bare, path }))).code).toBe('INVALID_CLONE_URL')
    expect((await failure(world.git.clone({ url: `file://${bare}`, path }))).code).toBe('INVALID_CLONE_URL')
  })
})
