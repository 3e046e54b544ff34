import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'

const ENTRY = join(import.meta.dirname, '../../../electron/headless.ts')

let folder: string
const children: ChildProcess[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openlinear-headless-'))
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Permissions do not bind root. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

const start = (...args: string[]) => startAs({}, ...args)

function startAs(user: { uid?: number; gid?: number }, ...args: string[]) {
  // Folders of its own, so that nothing of the user's is read.
  const env = {
    ...process.env,
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_DATA_HOME: join(folder, 'share'),
  }
  const child = spawn(process.execPath, [ENTRY, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...user,
  })
  children.push(child)
  return child
}

/** The outcome of a host that does not start. */
async function outcome(child: ReturnType<typeof start>) {
  const [[code], stdout, stderr] = await Promise.all([
    once(child, 'close'),
    text(child.stdout),
    text(child.stderr),
  ])
  return { code: code as number, stdout, stderr }
}

async function readyLine(child: ReturnType<typeof start>): Promise<{ url: string; token: string }> {
  const errors = text(child.stderr)
  const lines = createInterface({ input: child.stdout })
  const [line] = (await Promise.race([
    once(lines, 'line'),
    errors.then((said) => Promise.reject(new Error(said))),
  ])) as [string]
  expect(JSON.parse(line)).toEqual({
    event: 'ready',
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/$/),
    token: expect.any(String),
  })
  return JSON.parse(line)
}

// What opens a browser elsewhere cannot be put in its place.
test.runIf(process.platform === 'linux')('--open keeps the token out of the list of processes', async () => {
  const bin = join(folder, 'bin')
  const said = join(folder, 'opened')
  await mkdir(bin)
  await writeFile(
    join(bin, 'xdg-open'),
    `#!/bin/sh\nprintf %s "$*" > '${said}.part' && mv '${said}.part' '${said}'\n`,
  )
  await chmod(join(bin, 'xdg-open'), 0o755)
  vi.stubEnv('PATH', `${bin}:${process.env['PATH']}`)
  vi.stubEnv('DISPLAY', ':0')
  const child = start('--data-dir', join(folder, 'data-open'), '--open')
  vi.unstubAllEnvs()
  const { url, token } = await readyLine(child)
  const address = await vi.waitFor(() => readFile(said, 'utf8'), { timeout: 10_000 })
  expect(address).toMatch(new RegExp(`^${url}open/[\\w-]{22}$`))
  expect(address).not.toContain(token)

  const visit = (to: string, method = 'GET') => fetch(to, { method, redirect: 'manual' })
  // A look ahead does not use it up, and tells nothing.
  expect((await visit(address, 'HEAD')).status).toBe(404)
  expect((await visit(`${url}open/${'x'.repeat(22)}`)).status).toBe(404)
  const first = await visit(address)
  expect([first.status, first.headers.get('location')]).toEqual([303, `/#token=${token}`])
  const again = await visit(address)
  expect(again.status).toBe(404)
  expect(await again.text()).not.toContain(token)
})

test.each(['SIGTERM', 'SIGINT'] as const)(
  'says where it is, answers, and ends cleanly on %s',
  async (signal) => {
    const child = start('--data-dir', join(folder, `data-${signal}`))
    const { url, token } = await readyLine(child)
    const headers = { authorization: `Bearer ${token}` }
    expect(token.length).toBeGreaterThan(40)
    expect(await (await fetch(`${url}api/system`, { headers })).json()).toMatchObject({ shell: 'headless' })
    // A stream that stays open does not hold the end up.
    const stream = await fetch(`${url}api/events`, { headers })
    const began = performance.now()
    child.kill(signal)
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(performance.now() - began).toBeLessThan(5000)
    await stream.text()
  },
)

test('a second host on the same folder says so in a sentence', async () => {
  const data = join(folder, 'shared')
  await readyLine(start('--data-dir', data))
  const second = await outcome(start('--data-dir', data))
  expect(second).toMatchObject({ code: 1, stdout: '' })
  expect(second.stderr).toBe(
    `OpenLinear already runs on ${data}. Use the one that runs, or start this one with another --data-dir.\n`,
  )
})

test('a damaged database is named together with its backups', async () => {
  const data = join(folder, 'damaged')
  await mkdir(join(data, 'backups'), { recursive: true })
  await writeFile(
    join(data, 'openlinear.db'),
    'this is no database, but it is long enough to look at'.repeat(99),
  )
  await writeFile(join(data, 'backups', '2026-01-01-before-0002.db'), '')
  const { code, stdout, stderr } = await outcome(start('--data-dir', data))
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toContain(`The database ${join(data, 'openlinear.db')} is damaged.`)
  expect(stderr).toContain(join(data, 'backups', '2026-01-01-before-0002.db'))
  expect(stderr).not.toContain('    at ')
})

// Node's own way to make a folder with those above it would never come back from there.
test.runIf(process.platform === 'linux')('a place that takes no folders is named', async () => {
  const { code, stderr } = await outcome(start('--data-dir', '/proc/openlinear/data'))
  expect([code, stderr]).toEqual([
    1,
    'The data folder cannot be used: /proc/openlinear cannot be made. Choose another one with --data-dir.\n',
  ])
})

test.runIf(process.platform !== 'win32')('a data folder that may not be written to is named', async () => {
  const data = join(folder, 'closed')
  await mkdir(data)
  await chmod(folder, 0o755)
  for (const name of ['', 'openlinear.db', 'host.lock']) {
    const closed = join(data, name)
    if (name !== '') {
      await chmod(data, 0o777)
      await writeFile(closed, '')
    }
    await chmod(closed, name === '' ? 0o500 : 0o400)
    const { code, stdout, stderr } = await outcome(startAs(nobody, '--data-dir', data))
    expect([code, stdout, stderr]).toEqual([
      1,
      '',
      `The data folder cannot be used: ${closed.replace(/\/$/, '')} may not be written to. Give yourself leave to write there, or choose another one with --data-dir.\n`,
    ])
    if (name !== '') await rm(closed)
  }
})

test('a port that is taken is named', async () => {
  const { url } = await readyLine(start('--data-dir', join(folder, 'one')))
  const { port } = new URL(url)
  const { code, stderr } = await outcome(start('--data-dir', join(folder, 'two'), '--port', port))
  expect(code).toBe(1)
  expect(stderr).toContain(`Port ${port} is taken.`)
})

test('a wrong command line is answered with what is right', async () => {
  const { code, stdout, stderr } = await outcome(start('--prot', '1'))
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(/--prot[\s\S]*Usage: headless/)
})
