import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { run } from './child.ts'
import { electronBinary, failedLately, whyNoWindow } from './desktop.ts'
import { openCommand } from './open-in-browser.ts'
import { addressIn, readableLog } from './shell-output.ts'
import { readStartArguments } from './start-arguments.ts'

describe('the arguments of npm start', () => {
  test('are passed through but for its own', () => {
    expect(readStartArguments(['--data-dir', '/d', '--headless', '--port', '0', '--no-open'])).toEqual({
      headless: true,
      open: false,
      rest: ['--data-dir', '/d', '--port', '0'],
    })
  })

  test('are none as a rule', () => {
    expect(readStartArguments([])).toEqual({ headless: false, open: true, rest: [] })
  })
})

describe('the ready line', () => {
  test('becomes an address with the token in its fragment', () => {
    const line = JSON.stringify({ event: 'ready', url: 'http://127.0.0.1:4173', token: 'a+b/c' })
    expect(addressIn(line)).toBe('http://127.0.0.1:4173/#token=a%2Bb%2Fc')
  })

  test.each(['', 'hello', '{', '{"event":"other"}', '{"event":"ready","url":"http://127.0.0.1:1"}'])(
    'is not %j',
    (line) => {
      expect(addressIn(line)).toBeUndefined()
    },
  )
})

describe('the log', () => {
  const line = (level: number) => JSON.stringify({ level, time: 1, msg: 'the disk is full', left: 0 })

  test('is told in words where something is wrong', () => {
    expect(readableLog(line(40))).toBe('Warning: the disk is full {"left":0}')
    expect(readableLog(line(50))).toBe('Error: the disk is full {"left":0}')
    expect(readableLog(line(30))).toBeUndefined()
  })

  test.each(['Port 80 is taken.', '{"a":1}', '{', ''])('is shown as it is if it is %j', (text) => {
    expect(readableLog(text)).toBe(text)
  })
})

describe('a window', () => {
  const user = () => 1000

  test('needs a display on Linux, of either kind', () => {
    expect(whyNoWindow({ platform: 'linux', env: {}, getuid: user })).toBe('there is no display')
    expect(whyNoWindow({ platform: 'linux', env: { DISPLAY: ':0' }, getuid: user })).toBeUndefined()
    expect(
      whyNoWindow({ platform: 'linux', env: { WAYLAND_DISPLAY: 'wayland-0' }, getuid: user }),
    ).toBeUndefined()
  })

  test('is not for root', () => {
    expect(whyNoWindow({ platform: 'linux', env: { DISPLAY: ':0' }, getuid: () => 0 })).toBe(
      'it does not run as root',
    )
  })

  test('needs nothing of that elsewhere', () => {
    expect(whyNoWindow({ platform: 'darwin', env: {}, getuid: user })).toBeUndefined()
    expect(whyNoWindow({ platform: 'win32', env: {} })).toBeUndefined()
  })

  test('in the browser needs a display on Linux too', () => {
    expect(openCommand('http://x/', { platform: 'linux', env: {} })).toBeUndefined()
    expect(openCommand('http://x/', { platform: 'linux', env: { DISPLAY: ':0' } })).toEqual([
      'xdg-open',
      'http://x/',
    ])
    expect(openCommand('http://x/', { platform: 'darwin', env: {} })).toEqual(['open', 'http://x/'])
  })
})

describe("Electron's binary", () => {
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'electron-'))
    mkdirSync(join(folder, 'dist'))
    writeFileSync(join(folder, 'package.json'), '{"version":"45.4.1"}')
    writeFileSync(join(folder, 'dist/version'), 'v45.4.1')
    writeFileSync(join(folder, 'dist/electron'), '')
    writeFileSync(join(folder, 'path.txt'), 'electron')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('is there when all of it is', () => {
    expect(electronBinary(folder, {})).toBe(join(folder, 'dist/electron'))
  })

  test.each(['path.txt', 'dist/version', 'dist/electron'])('is not there without %s', (part) => {
    rmSync(join(folder, part))
    expect(electronBinary(folder, {})).toBeUndefined()
  })

  test('is not there when it is of another version', () => {
    writeFileSync(join(folder, 'dist/version'), 'v44.0.0')
    expect(electronBinary(folder, {})).toBeUndefined()
  })

  test('may be somewhere of its own', () => {
    rmSync(join(folder, 'path.txt'))
    expect(electronBinary(folder, { ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'dist') })).toBe(
      join(folder, 'dist/electron'),
    )
    expect(electronBinary(folder, { ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'nowhere') })).toBeUndefined()
  })

  test('is fetched again one day after it could not be', () => {
    const mark = join(folder, 'mark')
    const now = Date.now()
    const hours = (count: number) => count * 60 * 60 * 1000
    expect(failedLately(mark, now)).toBe(false)
    writeFileSync(mark, '')
    utimesSync(mark, now / 1000, now / 1000)
    expect(failedLately(mark, now + hours(23))).toBe(true)
    expect(failedLately(mark, now + hours(25))).toBe(false)
    expect(failedLately(mark, now - hours(1))).toBe(false)
  })
})

describe('a program we run', () => {
  const node = (script: string) => run(process.execPath, ['-e', script], { stdio: 'ignore' })

  test('hands on its exit code', async () => {
    expect(await node('process.exit(7)')).toEqual({ code: 7, signal: null, asked: false })
  })

  test('that a signal ends has the exit code that shells give it', async () => {
    expect(await node('process.kill(process.pid, "SIGKILL")')).toEqual({
      code: 137,
      signal: 'SIGKILL',
      asked: false,
    })
  })

  test('that is not there is an error', async () => {
    await expect(run('/no/such/program', [], {})).rejects.toThrow('ENOENT')
  })
})

test.skipIf(process.platform === 'win32')('an old Node gets one sentence', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'old-node-'))
  try {
    // A Node that has no type stripping, made of the one we have.
    const old = join(folder, 'node')
    writeFileSync(old, `#!/bin/sh\nexec '${process.execPath}' --no-strip-types "$@"\n`)
    chmodSync(old, 0o755)
    let said = ''
    const script = join(import.meta.dirname, 'start.mjs')
    const ended = await run(old, [script], { stdio: ['ignore', 'pipe', 'pipe'] }, (child) => {
      for (const stream of [child.stdout, child.stderr])
        stream?.on('data', (chunk) => (said += String(chunk)))
    })
    expect(ended.code).toBe(1)
    expect(said).toMatch(/^OpenLinear needs Node 22\.18 or newer and this is Node [\d.]+: [^\n]+\n$/)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
