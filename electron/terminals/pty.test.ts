import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { TerminalBatch } from '#shared/terminals.ts'
import { Pty } from './pty.ts'
import type { PtyEnd } from './pty-messages.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openlinear-pty-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A terminal in which a shell line runs. */
function open(line: string, port: number | null = null) {
  const batches: (TerminalBatch | null)[] = []
  const addresses: string[] = []
  const ended = Promise.withResolvers<PtyEnd>()
  const order = { cwd: folder, env: { PATH: process.env.PATH ?? '' }, cols: 80, rows: 24, port }
  const pty = new Pty(
    { file: 'sh', args: ['-c', line], ...order },
    {
      batch: (_, batch) => batches.push(batch),
      address: (address) => addresses.push(address),
      ended: ended.resolve,
    },
  )
  /** The next batch of a reader. */
  const next = async () => {
    const count = batches.length
    pty.read(1)
    await expect.poll(() => batches.length).toBe(count + 1)
    return batches.at(-1) ?? null
  }
  return { pty, addresses, ended: ended.promise, next }
}

test('a process that says more than is read waits for its reader, but not for ever', async () => {
  const line = 'x'.repeat(1000)
  const { pty, ended, next } = open(`i=0; while :; do i=$((i+1)); echo "$i ${line}"; echo $i > said; done`)
  const said = async () => Number(await readFile(join(folder, 'said'), 'utf8').catch(() => '0'))
  expect((await next())?.kind).toBe('screen')
  // It says so much more, and no more.
  await expect.poll(said).toBeGreaterThan(256)
  let before = -1
  await expect
    .poll(async () => {
      const now = await said()
      const isStill = now === before
      before = now
      return isStill
    })
    .toBe(true)
  expect(before).toBeLessThan(1500)
  const waiting = await next()
  expect(waiting?.kind).toBe('output')
  expect(waiting?.data.length).toBeLessThan(1_000_000)
  await expect.poll(said).toBeGreaterThan(before + 256)
  // A reader that is gone holds nothing up: what it has missed it gets as one screen.
  await expect.poll(said, { timeout: 10_000 }).toBeGreaterThan(before + 800)
  const screen = await next()
  expect(screen?.kind).toBe('screen')
  expect(screen?.data).toContain(line)
  process.kill(-pty.pid, 'SIGKILL')
  expect(await ended).toEqual({ exitCode: null, signal: 9 })
  pty.dispose()
})

test('what it shows stays when it has ended, for who comes then, too', async () => {
  const { pty, ended, next } = open('printf "\\033[31mred\\033[0m\\n"; exit 7')
  expect(await ended).toEqual({ exitCode: 7, signal: null })
  const screen = await next()
  expect(screen).toMatchObject({ kind: 'screen', cols: 80, rows: 24 })
  expect(screen?.data).toContain('\u001B[31mred')
  expect(await next()).toBeNull()
  pty.dispose()
})

test('a question of a program about its terminal is answered, with nobody there', async () => {
  const { pty, ended, next } = open('stty raw -echo; printf "\\033[6n"; head -c 6 | od -An -c')
  await ended
  expect((await next())?.data.replaceAll(/\s/g, '')).toContain('033[1;1R')
  pty.dispose()
})

test('an address counts once its line is whole', async () => {
  const { pty, ended, addresses } = open(
    'printf "on http://localhost:51"; sleep 0.2; echo "73/ and no other"',
    4000,
  )
  await ended
  expect(addresses).toEqual(['http://localhost:5173/'])
  pty.dispose()
})
