import { existsSync } from 'node:fs'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { BACKGROUND_PRIORITY } from '#electron/process/background.ts'
import { Onlookers } from '#electron/process/onlookers.ts'
import { launch } from './launch.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openlinear-launch-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test.skipIf(process.platform === 'win32')(
  'why a server has ended is told without its configuration',
  async () => {
    const binary = join(folder, 'opencode')
    const said = `ConfigJsonError\n--- JSONC Input ---\n{"apiKey":"s3cret"key"}\n--- Errors ---\nLine 1: "s3cret"key"${' '.repeat(480)}`
    await writeFile(binary, `#!/bin/sh\ncat >&2 <<'END'\n${said}\nEND\nexit 1\n`)
    await chmod(binary, 0o755)
    const plan = { binary, cwd: folder, key: '', configHash: '', env: { PATH: process.env.PATH } }
    const error = await launch(plan, 'launch-test', () => {}).then(
      () => null,
      (reason: unknown) => reason as Error,
    )
    expect(error?.message).toBe('it ended with code 1. ConfigJsonError\nit is not valid JSON.')
  },
)

test.runIf(existsSync('/proc/self/autogroup'))('a server stands back while somebody looks', async () => {
  const binary = join(folder, 'opencode')
  await writeFile(binary, '#!/bin/sh\nsleep 60 & echo $! > child.pid; wait\n')
  await chmod(binary, 0o755)
  const onlookers = new Onlookers()
  const [first, second] = [onlookers.come(), onlookers.come()]
  const plan = { binary, cwd: folder, key: '', configHash: '', env: { PATH: process.env.PATH } }
  const launched = launch(plan, 'launch-test', () => {}, onlookers).catch((error: Error) => error.message)
  const child = async () => Number(await readFile(join(folder, 'child.pid'), 'utf8'))
  const session = async () => readFile(`/proc/${await child()}/autogroup`, 'utf8')
  await expect.poll(session).toContain(`nice ${BACKGROUND_PRIORITY}\n`)
  first()
  first()
  expect(await session()).toContain(`nice ${BACKGROUND_PRIORITY}\n`)
  second()
  await expect.poll(session).toContain('nice 0\n')
  const third = onlookers.come()
  await expect.poll(session).toContain(`nice ${BACKGROUND_PRIORITY}\n`)
  third()
  // With what it waits for, it ends without having been a server.
  process.kill(await child())
  expect(await launched).toMatch('it ended with code')
})
