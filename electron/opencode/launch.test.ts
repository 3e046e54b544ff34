import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
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
