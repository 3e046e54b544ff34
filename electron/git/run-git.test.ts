import { spawnSync } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Budget, KeyedLock } from './budget.ts'
import { gitEnvironment } from './environment.ts'
import { redact } from './redact.ts'
import { createRunner, type Runner } from './run-git.ts'
import { failure, makeWorld, type World } from './testing.ts'

let world: World
let git: Runner
let cwd: string
beforeAll(async () => {
  world = await makeWorld()
  cwd = await world.repository()
})
afterAll(() => world.close())

/** Runs a shell line as git would run an alias: a child with children. */
const line = (script: string) => ({ cwd, args: ['line'], config: [`alias.line=!${script}`] })

/** One that has ended but that nobody has asked about (no init in a container) is not alive. */
function isAlive(pid: number): boolean {
  const state = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim()
  return state !== '' && !state.startsWith('Z')
}

describe.each([
  ['here', false],
  ['on a thread', true],
])('run %s', (_, onThread) => {
  beforeAll(() => {
    git = createRunner({ hostId: 'host-1', onThread })
  })

  it('carries our mark and configuration, and nothing of the parent that bends git', async () => {
    process.env.GIT_DIR = '/nowhere'
    process.env.GIT_INDEX_FILE = '/nowhere'
    const bent = createRunner({ hostId: 'host-1', onThread })
    try {
      expect(await bent.text(line('echo $OPENLINEAR_HOST_ID $GIT_TERMINAL_PROMPT $GIT_OPTIONAL_LOCKS'))).toBe(
        'host-1 0 0',
      )
    } finally {
      delete process.env.GIT_DIR
      delete process.env.GIT_INDEX_FILE
    }
    const config = await git.text({ cwd, args: ['config', '--list'] })
    for (const entry of [
      'core.hookspath=/dev/null',
      'commit.gpgsign=false',
      'gc.auto=0',
      'core.fsmonitor=false',
    ]) {
      expect(config.toLowerCase()).toContain(entry)
    }
  })

  it('says what git said, in one line, with the rest for the log', async () => {
    const error = await failure(git.run({ cwd, args: ['checkout', 'nothing'] }))
    expect(error.message).toBe(
      "git checkout: error: pathspec 'nothing' did not match any file(s) known to git",
    )
    expect(error.details).toMatchObject({ command: 'git checkout', exitCode: 1 })
  })

  it('repeats no credentials', async () => {
    const error = await failure(git.run(line('echo fatal: https://ada:s3cret@host/x >&2; exit 3')))
    expect(JSON.stringify(error)).not.toContain('s3cret')
    expect(error.details).toMatchObject({ exitCode: 3, stderr: 'fatal: https://host/x' })
  })

  it('asks nobody for a password', async () => {
    const input = 'protocol=https\nhost=example.com\n\n'
    const error = await failure(
      git.run({ cwd, args: ['credential', 'fill'], stdin: input, timeoutMs: 5_000 }),
    )
    expect(error.details?.stderr).toMatch(/terminal prompts disabled/)
  })

  it('ends git and all its children on abort and on time-out', async () => {
    const controller = new AbortController()
    const started = performance.now()
    const aborted = git.run({
      ...line('sleep 60 & sleep 60; echo done'),
      signal: controller.signal,
    })
    controller.abort(new Error('enough'))
    await expect(aborted).rejects.toThrow('enough')
    const pidFile = join(world.folder, 'pid')
    const late = await failure(
      git.run({ ...line(`sleep 60 & echo $! > ${pidFile}; wait`), timeoutMs: 1_000 }),
    )
    expect(late.details).toMatchObject({ timedOut: true })
    const pid = Number(await readFile(pidFile, 'utf8'))
    expect(isAlive(pid)).toBe(false)
    const stubborn = await failure(
      git.run({ ...line('trap "" TERM; sleep 60 & wait; sleep 60'), timeoutMs: 50 }),
    )
    expect(stubborn.details).toMatchObject({ timedOut: true })
    expect(performance.now() - started).toBeLessThan(15_000)
  })

  it('does not wait for a daemon that holds its output', async () => {
    expect(await git.text(line('sleep 5 & echo done'))).toBe('done')
  })

  it('takes no more output than it may', async () => {
    const error = await failure(git.run({ ...line('yes'), maxBytes: 100_000 }))
    expect(error.details).toMatchObject({ tooLarge: true })
  })

  it('tells a missing folder from a missing git', async () => {
    expect((await failure(git.run({ cwd: join(cwd, 'none'), args: ['status'] }))).code).toBe('GIT_ERROR')
    const path = process.env.PATH
    process.env.PATH = ''
    try {
      expect((await failure(git.run({ cwd, args: ['status'] }))).code).toBe('UNAVAILABLE')
    } finally {
      process.env.PATH = path
    }
  })

  it('reads without writing the index', async () => {
    const index = join(cwd, '.git', 'index')
    const before = await stat(index)
    await git.run({ cwd, args: ['status'] })
    expect((await stat(index)).mtimeMs).toBe(before.mtimeMs)
  })
})

it('locks a repository under each of its names', async () => {
  const linked = join(world.folder, 'linked')
  await world.user(cwd, 'worktree', 'add', '--quiet', '-b', 'side', linked)
  const order: string[] = []
  const held = Promise.withResolvers<void>()
  const { promise, resolve } = Promise.withResolvers<void>()
  const first = git.lock(cwd, async () => {
    held.resolve()
    await promise
    order.push('first')
  })
  await held.promise
  const second = git.lock(linked, async () => order.push('second'))
  // Longer than it would take to come in if nobody was there.
  for (let times = 0; times < 5; times++) await git.text({ cwd: linked, args: ['rev-parse', 'HEAD'] })
  resolve()
  await Promise.all([first, second])
  expect(order).toEqual(['first', 'second'])
  expect((await failure(git.lock(world.folder, async () => 1))).code).toBe('NOT_A_REPOSITORY')
})

describe('gitEnvironment', () => {
  it('keeps how the user reaches hosts and drops the rest', () => {
    const parent = {
      PATH: '/bin',
      GIT_SSH_COMMAND: 'ssh -i key',
      GIT_WORK_TREE: '/x',
      GIT_CONFIG_COUNT: '1',
      SSH_ASKPASS: 'ask',
      LANGUAGE: 'de',
      SSH_AUTH_SOCK: '/agent',
    }
    const environment = gitEnvironment('h', parent)
    expect(environment).toMatchObject({
      PATH: '/bin',
      GIT_SSH_COMMAND: 'ssh -i key',
      SSH_AUTH_SOCK: '/agent',
    })
    for (const name of ['GIT_WORK_TREE', 'GIT_CONFIG_COUNT', 'SSH_ASKPASS', 'LANGUAGE']) {
      expect(environment).not.toHaveProperty(name)
    }
  })
})

it.each([
  ['https://a:b@host/x and https://tok@host', 'https://host/x and https://host'],
  ['ssh://git@host/x', 'ssh://git@host/x'],
  ['ssh://git:pw@host/x', 'ssh://git@host/x'],
  ['git@host:a/b', 'git@host:a/b'],
])('redact(%j)', (text, expected) => {
  expect(redact(text)).toBe(expected)
})

describe('Budget', () => {
  it('lets the important go first, and forgets who left the queue', async () => {
    const budget = new Budget(1)
    const order: string[] = []
    const { promise, resolve } = Promise.withResolvers<void>()
    const controller = new AbortController()
    const running = budget.run('normal', undefined, () => promise)
    const note = (name: string) => async () => {
      order.push(name)
    }
    const all = [
      budget.run('low', undefined, note('low')),
      budget.run('normal', undefined, note('normal 1')),
      budget.run('high', undefined, note('high')),
      budget.run('normal', undefined, note('normal 2')),
    ]
    const left = budget.run('high', controller.signal, note('left'))
    controller.abort(new Error('left'))
    await expect(left).rejects.toThrow('left')
    resolve()
    await Promise.all([running, ...all])
    expect(order).toEqual(['high', 'normal 1', 'normal 2', 'low'])
    await expect(budget.run('low', undefined, () => Promise.reject(new Error('x')))).rejects.toThrow('x')
    expect(await budget.run('low', undefined, async () => 7)).toBe(7)
  })
})

it('KeyedLock goes on after a failure', async () => {
  const lock = new KeyedLock()
  await expect(lock.run('a', () => Promise.reject(new Error('x')))).rejects.toThrow('x')
  expect(await lock.run('a', async () => 7)).toBe(7)
})
