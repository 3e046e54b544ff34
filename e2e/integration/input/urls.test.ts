import { existsSync } from 'node:fs'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeRepository, temporaryFolder } from '../../support/repository.ts'
import { Board } from './board.ts'

let board: Board
let folder: string
let upstream: string

/** Stands for ssh, and for every program git would look for to fetch from an address: leaves a mark. */
const MARKS = `#!/bin/sh\necho "$0" >> "$MARK_FILE"\n`
/** Drops options and host, and runs what git wanted run on the far machine. */
const SSH = `#!/bin/sh\nwhile [ $# -gt 1 ]; do shift; done\nexec sh -c "$1"\n`

beforeAll(async () => {
  folder = await temporaryFolder('urls')
  upstream = await makeRepository()
  await mkdir(join(folder, 'bin'))
  for (const name of [
    'git-remote-ext',
    'git-remote-fd',
    'git-remote-evil',
    'git-remote-http',
    'git-remote-ftp',
  ])
    await writeFile(join(folder, 'bin', name), MARKS, { mode: 0o755 })
  await writeFile(join(folder, 'ssh.sh'), SSH, { mode: 0o755 })
  board = await Board.start({
    PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
    MARK_FILE: join(folder, 'ran'),
    GIT_SSH_COMMAND: join(folder, 'ssh.sh'),
    GIT_SSH_VARIANT: 'simple',
  })
})
afterAll(async () => {
  await board.close()
  for (const path of [folder, upstream]) await rm(path, { recursive: true, force: true })
})

const refused: [url: string, says: RegExp][] = [
  ['ext::sh -c "echo x > MARK"', /would start a program/],
  ['EXT::sh -c x', /would start a program/],
  [' ext::sh%20-c%20x', /would start a program/],
  ['fd::3', /would start a program/],
  ['evil::https://example.com/a/b', /would start a program/],
  ['--upload-pack=touch MARK', /an option/],
  ['-u', /an option/],
  ['--config=core.sshCommand=touch MARK', /an option/],
  ['ssh://-oProxyCommand=touch MARK/x', /space|no host/],
  ['ssh://-oProxyCommand=x/y', /no host/],
  ['git@-oProxyCommand=x:y', /not a whole address/],
  ['host:-x', /not a whole address/],
  ['file:///etc', /not over file/],
  ['/etc', /not a whole address/],
  ['../x', /not a whole address/],
  ['C:\\x', /not a whole address/],
  ['http://example.com/a', /not over http/],
  ['git://example.com/a', /not over git/],
  ['ftp://example.com/a', /not over ftp/],
  ['https://', /not a whole address/],
  ['https://example.com', /names a host but no repository/],
  ['https://example.com:99999/x', /not a whole address/],
  ['https://ada:secret@example.com/x', /password or token/],
  ['https://ghp_0123456789@example.com/x', /password or token/],
  ['https://example.com/a b', /space or a line break/],
  ['https://example.com/a\nb', /space or a line break/],
  ['https://example.com/\u202ea', /cannot be seen/],
  ['https://example.com/%00a', /cannot be seen/],
  ['https://example.com/%0Aa', /cannot be seen/],
  ['\u200b', /cannot be seen|not a whole address/],
]
it.each(refused)('%j is no address: nothing is run, nothing is left', async (url, says) => {
  const cloneUrl = url.replaceAll('MARK', join(folder, 'ran'))
  const add = () => board.call('POST', '/api/projects', { cloneUrl })
  const { body } = await board.refuses(add, { status: 400, code: 'INVALID_CLONE_URL', says }, folder)
  expect(body.message).toMatch(/Use https:\/\/host\/owner\/repository or git@host/)
  expect(body.message).not.toContain('secret')
  expect(existsSync(join(folder, 'ran'))).toBe(false)
})

const other: [what: string, body: Record<string, unknown>, says: RegExp][] = [
  ['nothing', {}, /Give either/],
  ['both', { cloneUrl: 'https://example.com/a', localPath: '/tmp' }, /only one of them/],
  ['an empty address', { cloneUrl: '' }, /cloneUrl: /],
  ['an address of 3,000 letters', { cloneUrl: `https://example.com/${'a'.repeat(3000)}` }, /cloneUrl: /],
  ['a NUL', { cloneUrl: 'https://example.com/a\0b' }, /cloneUrl: holds a NUL/],
  [
    'a branch that is an option',
    { cloneUrl: 'https://example.com/a', defaultBranch: '--upload-pack=x' },
    /not a branch/,
  ],
]
it.each(other)('%s is refused', async (_what, body, says) => {
  await board.refuses(() => board.call('POST', '/api/projects', body), {
    status: 400,
    code: 'BAD_REQUEST',
    says,
  })
})

it('a clone of a branch that is not there ends with its name, and leaves nothing', async () => {
  const cloneUrl = `ssh://git@code.example${upstream}`
  const { id } = await board.client.projects.create({ cloneUrl, defaultBranch: 'nope' })
  const project = await board.host.when(async () => {
    const now = await board.client.projects.get({ id })
    return now.state === 'cloning' ? undefined : now
  })
  expect(project).toMatchObject({ state: 'error', error: expect.stringContaining('nope') })
  expect(await readdir(join(board.dataFolder, 'clones'))).toEqual([])
  await board.client.projects.remove({ id })

  const again = await board.client.projects.create({ cloneUrl, defaultBranch: 'main' })
  const ready = await board.host.when(async () => {
    const now = await board.client.projects.get({ id: again.id })
    return now.state === 'cloning' ? undefined : now
  })
  expect(ready).toMatchObject({ state: 'ready', defaultBranch: 'main', error: null })
})
