import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EventSourceParserStream } from 'eventsource-parser/stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Terminal } from '#shared/terminals.ts'
import { withoutSequences } from '#shared/terminal-text.ts'
import { leftovers, TestHost } from '../support/host.ts'
import { git, makeRepository, temporaryFolder } from '../support/repository.ts'
import { type Fixture, practiceProject, write } from '../support/scripted.ts'

const SECRET = 'sk-secret-of-the-host-0123456789'

let dataFolder: string
let home: string
let repo: string
let host: TestHost
let fixture: Fixture

const start = () =>
  TestHost.start(dataFolder, {
    SHELL: '/bin/bash',
    HOME: home,
    OPENLINEAR_TEST_SECRET: SECRET,
    TMUX: 'of-another-terminal',
  })

beforeAll(async () => {
  home = await temporaryFolder('home')
  dataFolder = join(home, 'data')
  // A prompt that the user's machine does not change.
  await writeFile(join(home, '.bashrc'), "PS1='$ '\n")
  repo = await makeRepository()
  host = await start()
  fixture = await practiceProject(host.client, repo)
})
afterAll(async () => {
  await host.stop()
  await rm(home, { recursive: true, force: true })
  await rm(repo, { recursive: true, force: true })
})

const shown = (text: string, what: string | RegExp) =>
  typeof what === 'string' ? text.includes(what) : what.test(text)

/** What a terminal shows, read as slowly as it is asked for. */
class Watched {
  text = ''
  screens = 0
  readonly #batches: AsyncIterator<{ event?: string; data: string }>
  readonly #leave = new AbortController()

  private constructor(batches: AsyncIterator<{ event?: string; data: string }>, leave: AbortController) {
    this.#batches = batches
    this.#leave = leave
  }

  static async open(id: string): Promise<Watched> {
    const leave = new AbortController()
    const response = await host.fetch(`/api/terminals/${id}/stream`, { signal: leave.signal })
    if (!response.ok || response.body === null) throw new Error(`terminal stream: ${response.status}`)
    const events = response.body
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream()) as unknown as AsyncIterable<{
      event?: string
      data: string
    }>
    return new Watched(events[Symbol.asyncIterator](), leave)
  }

  /** Reads on until it shows something, or to its end. */
  async until(shows: string | RegExp | null): Promise<string> {
    while (shows === null || !shown(withoutSequences(this.text), shows)) {
      const { done, value } = await this.#batches.next()
      if (done === true || value.event === 'end') {
        if (shows === null) break
        throw new Error(`It ended before it showed ${shows}: ${withoutSequences(this.text)}`)
      }
      const { data } = JSON.parse(value.data) as { data: string }
      this.screens += value.event === 'screen' ? 1 : 0
      this.text = value.event === 'screen' ? data : (this.text + data).slice(-100_000)
    }
    return withoutSequences(this.text)
  }

  leave(): void {
    this.#leave.abort()
  }
}

const openShell = () => host.client.terminals.createInProject({ id: fixture.projectId })
const type = (id: string, data: string) => host.client.terminals.write({ id, data })
const row = async (id: string): Promise<Terminal | undefined> =>
  (await host.client.terminals.list()).items.find((one) => one.id === id)
const ended = (id: string) =>
  host.when(async () => {
    const terminal = await row(id)
    return terminal === undefined || terminal.status !== 'running' ? (terminal ?? null) : undefined
  })

test('a shell of the user’s: its folder, its size, its environment, its exit code', async () => {
  const { id } = await openShell()
  const watched = await Watched.open(id)
  await type(id, 'pwd; tty; env | sort; echo "[$TERM]"\r')
  const text = await watched.until('[xterm-256color]')
  expect(text).toContain(repo)
  expect(text).toContain('/dev/pts/')
  expect(text).toContain('COLORTERM=truecolor')
  expect(text).not.toContain(SECRET)
  expect(text).not.toContain(host.token)
  expect(text).not.toContain('of-another-terminal')
  await host.client.terminals.resize({ id, cols: 101, rows: 33 })
  await type(id, 'stty size\r')
  await watched.until('33 101')
  // What is no text, too: Ctrl+Space.
  await type(id, 'stty raw -echo; head -c 1 | od -An -tu1; stty sane\r')
  await watched.until('sane')
  await host.client.terminals.write({ id, data: 'AA==', encoding: 'base64' })
  await watched.until('   0')
  // Who comes later sees the same screen.
  const later = await Watched.open(id)
  expect(await later.until('33 101')).toContain('33 101')
  expect(later.screens).toBe(1)
  await type(id, 'exit 3\r')
  await watched.until(null)
  expect(await ended(id)).toMatchObject({ status: 'exited', exitCode: 3, signal: null, cols: 101, rows: 33 })
  await expect(type(id, 'x')).rejects.toMatchObject({ code: 'CONFLICT' })
  // What it showed stays until it is closed.
  expect(await (await Watched.open(id)).until(null)).toContain('33 101')
  await host.client.terminals.close({ id })
  expect(await row(id)).toBeUndefined()
  expect(host.stderr.join('')).not.toContain('stty')
})

test('what the feed tells of can be typed into and read at once', async () => {
  const before = new Set((await host.client.terminals.list()).items.map(({ id }) => id))
  const opening = openShell()
  const { id } = await host.when(async () =>
    (await host.client.terminals.list()).items.find((one) => !before.has(one.id)),
  )
  const [watched] = await Promise.all([Watched.open(id), type(id, 'echo at on""ce\r')])
  await watched.until('at once')
  await host.client.terminals.close({ id: (await opening).id })
})

test('one that says more than is read waits, and the host goes on', async () => {
  const { id } = await openShell()
  const slow = await Watched.open(id)
  await type(id, 'yes abcdefghijklmnopqrstuvwxyz\r')
  await slow.until('xyz')
  const memory = async () =>
    Number(/^VmRSS:\s+(\d+)/m.exec(await readFile(`/proc/${host.process.pid}/status`, 'utf8'))?.[1]) / 1024
  const before = await memory()
  // Nobody reads from here on. The host answers as ever.
  let slowest = 0
  const until = performance.now() + 1500
  while (performance.now() < until) {
    const began = performance.now()
    await host.client.system.info()
    slowest = Math.max(slowest, performance.now() - began)
  }
  expect(slowest).toBeLessThan(1000)
  expect((await memory()) - before).toBeLessThan(150)
  // Ctrl+C still reaches it, and the slow reader gets to the end.
  await type(id, '\u0003')
  await type(id, 'echo all is we""ll\r')
  await slow.until('all is well')
  await host.client.terminals.stop({ id })
  expect(await row(id)).toMatchObject({ status: 'exited', exitCode: null })
  await host.client.terminals.close({ id })
})

/** What is typed is shown as well, but not like this. */
const PIDS = /pids (\d+) ok/

test('what a terminal has started ends with it, in the background, too', async () => {
  const { id } = await openShell()
  const watched = await Watched.open(id)
  await type(id, 'sleep 1000 & (trap "" HUP TERM; exec setsid sleep 1001) & echo pi""ds $! ok\r')
  const [, pid] = PIDS.exec(await watched.until(PIDS)) ?? []
  expect(Number(pid)).toBeGreaterThan(1)
  await host.client.terminals.close({ id })
  // A zombie is dead; only its parent, here the container's first process, can clear it away.
  const state = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => 'State: X')
  expect(state).toMatch(/^State:\s+[ZX]/m)
  const rest = await Promise.all(
    (await leftovers(dataFolder)).map((one) => readFile(`/proc/${one}/cmdline`, 'utf8')),
  )
  expect(rest.filter((line) => line.includes('sleep'))).toEqual([])
})

test('the dev command of a worktree: its port, its address, its end with the worktree', async () => {
  const line = `node -e 'require("node:http").createServer((q, s) => s.end("hi")).listen(process.env.PORT)'`
  const task = await fixture.task('Serve', write('index.html', 'hi\n'), { text: 'Done.' })
  const { id: runId } = await host.client.tasks.execute({ id: task.id })
  const { worktreePath } = await host.runWith(runId, 'succeeded')
  await expect(host.client.terminals.startDev({ id: runId })).rejects.toThrow('dev command')
  await host.client.projects.update({ id: fixture.projectId, devCommand: line })

  // It is not run for a repository that is not trusted, as Execute is not.
  await writeFile(join(repo, 'opencode.json'), '{"instructions": ["x.md"]}\n')
  await git(repo, 'add', '-A')
  await git(repo, 'commit', '--quiet', '-m', 'Instructions')
  await expect(host.client.terminals.startDev({ id: runId })).rejects.toMatchObject({
    code: 'PROJECT_NOT_TRUSTED',
  })
  const { hash } = await host.client.projects.trustReport({ id: fixture.projectId })
  await host.client.projects.trust({ id: fixture.projectId, hash: hash ?? '' })

  const dev = await host.client.terminals.startDev({ id: runId })
  expect(dev).toMatchObject({ kind: 'dev', runId, worktreePath, command: line, status: 'running' })
  // The one that runs is answered.
  expect((await host.client.terminals.startDev({ id: runId })).id).toBe(dev.id)
  const served = await host.when(async () => (await row(dev.id))?.address ?? undefined)
  expect(served).toBe(`http://localhost:${dev.port}/`)
  expect(await (await fetch(served)).text()).toBe('hi')

  // Another way to serve says its address itself.
  await host.client.projects.update({
    id: fixture.projectId,
    devCommand: 'echo "ready at http://127.0.0.1:4999/app"; sleep 1000',
  })
  const again = await host.client.terminals.restart({ id: dev.id })
  expect(again.port).toBe(dev.port)
  expect(await row(dev.id)).toBeUndefined()
  const said = await host.when(async () => (await row(again.id))?.address ?? undefined)
  expect(said).toBe('http://127.0.0.1:4999/app')
  await expect(fetch(served)).rejects.toThrow()

  const shell = await host.client.terminals.create({ id: runId })
  expect(shell.title).toBe('Terminal 1')
  await host.client.runs.discard({ id: runId })
  const left = (await host.client.terminals.list()).items.filter((one) => one.worktreePath === worktreePath)
  expect(left).toEqual([])
  await expect(host.client.terminals.create({ id: runId })).rejects.toMatchObject({ code: 'CONFLICT' })
})

test('a host that is killed leaves lost rows and no process; one that is closed leaves nothing', async () => {
  const { id } = await openShell()
  const watched = await Watched.open(id)
  await type(id, '(trap "" HUP TERM; exec setsid sleep 1002) & echo pi""ds $! ok\r')
  await watched.until(PIDS)
  await host.kill()
  host = await start()
  expect(await row(id)).toMatchObject({ status: 'lost', exitCode: null })
  const lines = await Promise.all(
    (await leftovers(dataFolder)).map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  )
  expect(lines.filter((line) => line.includes('1002'))).toEqual([])
  // Lost, it shows nothing, and makes room for a new one.
  expect(await (await Watched.open(id)).until(null)).toBe('')
  const fresh = await host.client.terminals.restart({ id })
  expect(fresh).toMatchObject({ title: 'Terminal 1', status: 'running' })
  expect(await row(id)).toBeUndefined()
  await host.stop()
  expect(await leftovers(dataFolder)).toEqual([])
  host = await start()
  expect((await host.client.terminals.list()).items).toEqual([])
})
