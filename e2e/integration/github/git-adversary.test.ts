import { randomBytes } from 'node:crypto'
import { appendFile, chmod, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { failure, write } from '#electron/git/testing.ts'
import { filesWith } from '../../support/secrecy.ts'
import { type SignedIn, signedIn } from './signed-in.ts'

let at: SignedIn
const scratch = () => join(at.world.folder, 'scratch')
beforeAll(async () => {
  at = await signedIn()
  // Of a host that was killed.
  await write(scratch(), { 'openlinear-git-left/config': '' })
})
afterAll(() => at.end())
beforeEach(() => at.reset())

/** A program of somebody else's that asks as a helper of git does. */
async function thief() {
  const name = join(at.world.folder, `thief-${randomBytes(4).toString('hex')}`)
  const got = `${name}.got`
  await writeFile(
    name,
    `#!/bin/sh
{ echo ran; printf 'protocol=http\\nhost=%s\\n\\n' ${at.github.host} >&3; timeout 3 head -n 2 <&3; } >>${got} 2>&1
exec 3>&- 0<&-
exit 1
`,
  )
  await chmod(name, 0o755)
  return { path: name, said: () => readFile(got, 'utf8').catch(() => '') }
}

/** A proxy that listens. */
async function listeningProxy() {
  const seen: string[] = []
  const listener: RequestListener = (request, response) => {
    seen.push(request.headers.authorization ?? 'none')
    response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="proxy"' }).end()
  }
  const http = createServer(listener)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    seen,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        http.closeAllConnections()
        http.close(() => resolve())
      }),
  }
}

/** Takes all that git may do over the network at once, until it is released. */
async function jam() {
  const holds = Array.from({ length: 3 }, () => at.github.fail('git fetch', { hold: 'before' }))
  const places = await Promise.all(holds.map(() => at.world.repository()))
  const calls: Promise<unknown>[] = []
  for (const [index, place] of places.entries()) {
    await at.world.user(place, 'remote', 'add', 'origin', at.engine.cloneUrl)
    calls.push(at.git.fetchBranch({ repo: place, branch: 'main' }))
    await holds[index]?.arrived
  }
  return async () => {
    for (const hold of holds) hold.release()
    await Promise.all(calls)
  }
}

const set = (place: string, key: string, value: string) => at.world.user(place, 'config', '--add', key, value)

/** A commit on a branch of its own, to be pushed. */
async function work(place: string, branch: string) {
  await at.world.user(place, 'switch', '--quiet', '-c', branch, 'origin/main')
  return at.world.commit(place, { [branch]: 'x\n' })
}

const push = (repo: string, branch: string, commit: string, runHooks = false) =>
  at.git.publishBranch({ repo, commit, branch, ours: null, runHooks })

async function hook(place: string, script: string) {
  await write(join(place, '.git', 'hooks'), { 'pre-push': `#!/bin/sh\n${script}\n` })
  await chmod(join(place, '.git', 'hooks', 'pre-push'), 0o755)
}

describe('a call that waited for its turn', () => {
  it.each(['fetch', 'push'] as const)(
    'has nothing of a configuration that was changed meanwhile: %s',
    async (verb) => {
      const [place, { path, said }] = [await at.clone(), await thief()]
      await using proxy = await listeningProxy()
      const commit = await work(place, verb)
      const release = await jam()
      const asked = at.asked.length
      const call =
        verb === 'fetch' ? at.git.fetchBranch({ repo: place, branch: 'main' }) : push(place, verb, commit)
      await expect.poll(() => at.asked.length).toBeGreaterThan(asked)
      // Its own questions of git are over by then.
      for (const _ of [1, 2, 3]) await at.git.version()
      const proxied = `[http]\n\tproxy = ${proxy.url}\n`
      const started = `[alias]\n\tremote-x = !${path}\n[remote "origin"]\n\tvcs = x\n`
      await appendFile(join(place, '.git', 'config'), verb === 'push' ? proxied : started)
      await release()
      expect(await call).toMatchObject(verb === 'fetch' ? { fetched: true } : { kind: 'pushed' })
      expect(await said()).toBe('')
      expect(proxy.seen).toEqual([])
    },
  )

  it('has no token of an account that was signed out meanwhile', async () => {
    const place = await at.clone()
    const release = await jam()
    const asked = at.asked.length
    const call = at.git.fetchBranch({ repo: place, branch: 'main' })
    await expect.poll(() => at.asked.length).toBeGreaterThan(asked)
    at.accounts.clear()
    const since = at.github.requests.length
    await release()
    expect(await call).toMatchObject({ reason: 'credentials' })
    const sent = at.github.requests.slice(since).filter(({ authorization }) => authorization !== 'none')
    expect(sent).toEqual([])
  })
})

describe('a program that the repository’s own configuration starts gets no token', () => {
  it('instead of speaking HTTP', async () => {
    const [place, { path, said }] = [await at.clone(), await thief()]
    await set(place, 'remote.origin.vcs', 'x')
    await set(place, 'alias.remote-x', `!${path}`)
    expect(await at.git.fetchBranch({ repo: place, branch: 'main' })).toMatchObject({ fetched: true })
    expect(await said()).toBe('')
  })

  it.each([
    ['another program', 'x::there', 'alias.remote-x', '!'],
    ['a folder', '/', 'remote.origin.receivepack', ''],
  ])('where a push goes to %s as well', async (_, url, key, bang) => {
    const [place, { path, said }] = [await at.clone(), await thief()]
    await set(place, 'remote.origin.pushurl', url)
    await set(place, 'remote.origin.pushurl', at.engine.cloneUrl)
    await set(place, key, `${bang}${path}`)
    await failure(push(place, 'as-well', await work(place, 'as-well')))
    expect(await said()).not.toContain(at.token())
  })

  it('while a public repository is fetched, for which git asks nothing', async () => {
    const open = await at.github.addRepository('ada/open', { files: { a: 'a\n' } })
    const [place, { path, said }] = [await at.clone(open), await thief()]
    const other = await at.world.repository()
    await set(other, 'core.alternateRefsCommand', path)
    await write(join(place, '.git', 'objects', 'info'), { alternates: `${join(other, '.git', 'objects')}\n` })
    await set(place, 'core.alternateRefsCommand', path)
    const tip = await open.commit('main', { b: 'b\n' })
    expect(await at.git.fetchBranch({ repo: place, branch: 'main' })).toMatchObject({ fetched: true })
    expect(await at.world.head(place, 'origin/main')).toBe(tip)
    expect(await said()).toBe('')
  })

  it('for files, in a repository that is made to look partial', async () => {
    const [place, { path, said }] = [await at.clone(), await thief()]
    const commit = await at.world.commit(place, { '.gitattributes': '* filter=x\n', 'n.txt': 'n\n' })
    await set(place, 'remote.origin.promisor', 'true')
    await set(place, 'filter.x.smudge', path)
    const worktree = `${path}-worktree`
    await at.git.addWorktree({ repo: place, path: worktree, branch: 'run', commit }).catch(() => undefined)
    expect(await said()).toContain('ran')
    expect(await said()).not.toContain(at.token())
  })

  it('for files that are fetched because a clone has left them at its remote', async () => {
    const repository = await at.github.addRepository('ada/left', { private: true })
    const commit = await repository.commit(
      'side',
      { '.gitattributes': '*.txt filter=x\n', 'n.txt': 'n\n' },
      { from: 'main' },
    )
    const [place, { path, said }] = [await at.clone(repository, { blobless: true }), await thief()]
    await set(place, 'filter.x.smudge', path)
    // What is fetched later is left there as well.
    const tip = await repository.commit('main', { later: 'later\n' })
    expect(await at.git.fetchBranch({ repo: place, branch: 'main' })).toMatchObject({ fetched: true })
    const missing = await at.world.user(place, 'rev-list', '--objects', '--missing=print', tip)
    expect(missing).toMatch(/^\?/m)
    const worktree = `${path}-worktree`
    await at.git.addWorktree({ repo: place, path: worktree, branch: 'run', commit })
    expect(await readFile(join(worktree, 'n.txt'), 'utf8')).toBe('n\n')
    expect((await push(place, 'partial', await at.world.commit(worktree, { own: 'own\n' }))).kind).toBe(
      'pushed',
    )
    expect(await said()).toContain('ran')
    expect(await said()).not.toContain(at.token())
  })
})

describe('a hook that runs before a push', () => {
  it('has nothing to ask on, also between two addresses', async () => {
    const [place, { path, said }] = [await at.clone(), await thief()]
    await set(place, 'remote.origin.pushurl', at.engine.cloneUrl)
    await set(place, 'remote.origin.pushurl', at.engine.cloneUrl)
    await hook(place, `${path}; exit 0`)
    expect((await push(place, 'between', await work(place, 'between'), true)).kind).toBe('pushed')
    expect(await said()).toMatch(/ran/)
    expect(await said()).not.toMatch(/password|x-access-token/)
  })

  it('is told what it would be told, in the repository and with the settings of the user', async () => {
    const place = await at.clone()
    const got = join(at.world.folder, 'told')
    await hook(
      place,
      `{ echo "$1 $2"; cat; pwd; git rev-parse --absolute-git-dir; git config user.name; cd ~; pwd; env; } >${got}`,
    )
    const commit = await work(place, 'told')
    expect((await push(place, 'told', commit, true)).kind).toBe('pushed')
    const [where, refs, folder, gitDir, name, home, ...environment] = (await readFile(got, 'utf8')).split(
      '\n',
    )
    expect(where).toBe(`origin ${at.engine.cloneUrl}`)
    expect(refs).toMatch(new RegExp(`^\\S+ ${commit} refs/heads/told 0{40}$`))
    expect([folder, gitDir, name, home]).toEqual([place, join(place, '.git'), 'Ada Lovelace', at.home])
    const ours = environment.filter((line) => /^GIT_(DIR|OBJECT_DIRECTORY|CONFIG_(COUNT|PARAM))/.test(line))
    expect(ours).toEqual([])
    expect(await at.world.head(place, 'origin/told')).toBe(commit)
  })

  it('that refuses is heard, and nothing is pushed', async () => {
    const place = await at.clone()
    await hook(place, 'echo not today >&2; exit 1')
    const refused = await failure(push(place, 'refused', await work(place, 'refused'), true))
    expect(refused.message).toMatch(/pre-push hook of the repository refused: not today/)
    expect((await at.engine.git.heads()).has('refused')).toBe(false)
  })
})

describe('where git speaks to a remote for the user', () => {
  it('settings of theirs for folders count', async () => {
    const place = await at.clone()
    await using proxy = await listeningProxy()
    const file = join(at.world.folder, 'proxied')
    await writeFile(file, `[http]\n\tproxy = "${proxy.url}"\n`)
    await at.configure(`includeIf.gitdir:${place}/.path`, file)
    await at.git.fetchBranch({ repo: place, branch: 'main' })
    expect(proxy.seen.length).toBeGreaterThan(0)
  })

  it('a shallow clone is fetched and pushed to', async () => {
    const place = join(at.world.folder, 'shallow')
    await at.engine.commit('main', { deep: 'deep\n' })
    await at.world.user(
      at.world.folder,
      'clone',
      '--quiet',
      '--depth=1',
      `file://${at.engine.git.folder}`,
      place,
    )
    await at.world.user(place, 'remote', 'set-url', 'origin', at.engine.cloneUrl)
    const tip = await at.engine.commit('main', { deeper: 'deeper\n' })
    expect(await at.git.fetchBranch({ repo: place, branch: 'main' })).toMatchObject({ fetched: true })
    expect(await at.world.head(place, 'origin/main')).toBe(tip)
    const commit = await work(place, 'shallow')
    expect((await push(place, 'shallow', commit)).kind).toBe('pushed')
    expect((await at.engine.git.heads()).get('shallow')).toBe(commit)
  })

  it('nothing stays behind, of a host that was killed either', async () => {
    expect(await readdir(scratch())).toEqual([])
    expect(await filesWith(at.world.folder, [at.token()])).toEqual([])
  })
})
