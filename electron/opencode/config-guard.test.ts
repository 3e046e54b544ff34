import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createConfigGuard } from './config-guard.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openlinear-config-guard-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const put = async (name: string, content: string) => {
  await mkdir(dirname(join(folder, name)), { recursive: true })
  await writeFile(join(folder, name), content)
}
const read = (name: string) => readFile(join(folder, name), 'utf8')

/** What OpenCode 1.18.33 does to a `.opencode` folder where it has access to packages. */
async function install(manifest: string) {
  await put('.opencode/package.json', manifest)
  await put('.opencode/package-lock.json', '{}')
  await put('.opencode/node_modules/@opencode-ai/plugin/index.js', '')
  await put('.opencode/.gitignore', 'node_modules\n')
}
const ALONE = '{\n  "dependencies": {\n    "@opencode-ai/plugin": "1.18.33"\n  }\n}\n'

test('takes away the schema that OpenCode inserts, and no other change', async () => {
  await put('opencode.json', '{\n  "a": 1\n}')
  await put('opencode.jsonc', '{}')
  const guard = createConfigGuard(folder)
  await guard.remember()
  await put('opencode.json', '{\n  "$schema": "https://opencode.ai/config.json",\n  "a": 1\n}')
  await put('opencode.jsonc', '{"b": 2}')
  await guard.restore()
  expect(await read('opencode.json')).toBe('{\n  "a": 1\n}')
  expect(await read('opencode.jsonc')).toBe('{"b": 2}')
})

test('takes away what OpenCode installs, however late', async () => {
  await put('.opencode/agent/a.md', 'x')
  const guard = createConfigGuard(folder)
  await guard.remember()
  await guard.restore()
  await put('.opencode/node_modules/half.js', '')
  await guard.remember()
  await install(ALONE)
  await guard.restore()
  expect(existsSync(join(folder, '.opencode/package.json'))).toBe(false)
  expect(existsSync(join(folder, '.opencode/package-lock.json'))).toBe(false)
  expect(existsSync(join(folder, '.opencode/node_modules'))).toBe(false)
  expect(await read('.opencode/agent/a.md')).toBe('x')
})

test('gives a repository its own manifest back and leaves what was installed before', async () => {
  await put('.opencode/package.json', '{"dependencies":{"left":"1"}}\n')
  await put('.opencode/node_modules/left/index.js', '')
  const guard = createConfigGuard(folder)
  await guard.remember()
  await install('{"dependencies":{"@opencode-ai/plugin":"1.18.33","left":"1"}}')
  await guard.restore()
  expect(await read('.opencode/package.json')).toBe('{"dependencies":{"left":"1"}}\n')
  expect(existsSync(join(folder, '.opencode/node_modules/left/index.js'))).toBe(true)
  expect(existsSync(join(folder, '.opencode/package-lock.json'))).toBe(false)
})

test.each([
  '{"dependencies":{"@opencode-ai/plugin":"1.18.33","other":"1"}}',
  '{"dependencies":{"@opencode-ai/plugin":"1.18.33"},"scripts":{"a":"b"}}',
  'no json',
])('leaves a manifest that is the agent’s work: %s', async (manifest) => {
  await put('.opencode/agent/a.md', 'x')
  const guard = createConfigGuard(folder)
  await guard.remember()
  await install(manifest)
  await guard.restore()
  expect(await read('.opencode/package.json')).toBe(manifest)
  expect(existsSync(join(folder, '.opencode/node_modules'))).toBe(true)
})

test('touches nothing behind a link', async () => {
  const guard = createConfigGuard(join(folder, 'worktree'))
  await mkdir(join(folder, 'worktree'))
  await guard.remember()
  await install(ALONE)
  await symlink(join(folder, '.opencode'), join(folder, 'worktree', '.opencode'))
  await guard.restore()
  expect(await read('.opencode/package.json')).toBe(ALONE)
  expect(existsSync(join(folder, '.opencode/node_modules'))).toBe(true)
})
