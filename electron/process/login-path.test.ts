import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { takeLoginPath } from './login-path.ts'

let folder: string
const logged: string[] = []
const log = (_level: string, message: string) => void logged.push(message)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shell-'))
  logged.length = 0
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A login shell with the given start file. */
function shell(start: string): string {
  const path = join(folder, 'shell')
  writeFileSync(path, `#!/bin/sh\n${start}\nshift\neval "$1"\n`)
  chmodSync(path, 0o755)
  return path
}

const run = async (env: NodeJS.ProcessEnv) => {
  await takeLoginPath(log, { platform: 'darwin', env })
  return env.PATH
}

test.skipIf(process.platform === 'win32')(
  'PATH is the one of the login shell, whatever its start files say',
  async () => {
    const SHELL = shell('echo Welcome; PATH="/opt/my tools:$PATH"; echo more')
    expect(await run({ SHELL, PATH: '/usr/bin:/bin' })).toBe('/opt/my tools:/usr/bin:/bin')
  },
)

test('PATH stays as it is when a terminal started us, or the shell fails', async () => {
  expect(await run({ SHELL: '/nowhere', TERM: 'xterm', PATH: '/usr/bin' })).toBe('/usr/bin')
  expect(logged).toEqual([])
  expect(await run({ SHELL: '/nowhere', PATH: '/usr/bin' })).toBe('/usr/bin')
  expect(logged).toHaveLength(1)
})
