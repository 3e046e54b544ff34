import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { permissionConfig, permissionRules } from './permission.ts'
import { userServerConfig } from './server-config.ts'
import { configuredModel, copyUserConfig, readUserConfig } from './user-config.ts'

let home: string
let target: { config: string; data: string; home: string }
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'openlinear-user-config-'))
  const ours = join(home, 'ours')
  target = { config: join(ours, 'config'), data: join(ours, 'data'), home: join(ours, 'home') }
})
afterEach(() => rm(home, { recursive: true, force: true }))

async function put(files: Record<string, string>) {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(home, name, '..'), { recursive: true })
    await writeFile(join(home, name), content)
  }
}
const env = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({ HOME: home, ...more })
const copy = async (more: NodeJS.ProcessEnv = {}) =>
  copyUserConfig(await readUserConfig(env(more)), env(more), target)
const copied = (name: string) => readFile(join(target.config, 'opencode', name), 'utf8')

test('the model comes from the files, the later one wins', async () => {
  expect(await configuredModel(env())).toBeNull()
  await put({ '.config/opencode/opencode.json': '{"model": "a/one"}' })
  expect(await configuredModel(env())).toBe('a/one')
  await put({ '.config/opencode/opencode.jsonc': '{\n  // better\n  "model": "b/two",\n}' })
  expect(await configuredModel(env())).toBe('b/two')
  await put({ 'own.json': '{"model": "c/three"}' })
  expect(await configuredModel(env({ OPENCODE_CONFIG: join(home, 'own.json') }))).toBe('c/three')
  expect(await configuredModel(env({ XDG_CONFIG_HOME: join(home, 'nothing') }))).toBeNull()
})

test('the copy keeps what matters, closed to others, and leaves code behind', async () => {
  await put({
    '.config/opencode/opencode.json': JSON.stringify({
      model: 'a/one',
      plugin: ['evil'],
      permission: { bash: 'ask' },
      provider: { a: { options: { apiKey: '{file:keys/a}', other: '{file:~/b}' } } },
    }),
    '.config/opencode/AGENTS.md': 'Be kind.',
    '.config/opencode/agents/x.md': 'X',
    '.config/opencode/plugin/evil.ts': 'evil',
    '.local/share/opencode/auth.json': '{"a": {"type": "api", "key": "k"}}',
  })
  await copy()
  expect(JSON.parse(await copied('opencode.json'))).toEqual({
    model: 'a/one',
    provider: {
      a: { options: { apiKey: `{file:${home}/.config/opencode/keys/a}`, other: `{file:${home}/b}` } },
    },
  })
  expect(await copied('AGENTS.md')).toBe('Be kind.')
  expect(await copied('agents/x.md')).toBe('X')
  await expect(copied('plugin/evil.ts')).rejects.toThrow('ENOENT')
  const auth = join(target.data, 'opencode', 'auth.json')
  expect((await stat(auth)).mode & 0o777).toBe(0o600)
  expect((await stat(join(target.config, 'opencode', 'opencode.json'))).mode & 0o777).toBe(0o600)

  // What the user removes is gone at the next start.
  await rm(join(home, '.config/opencode/AGENTS.md'))
  await rm(join(home, '.local/share/opencode/auth.json'))
  await copy()
  await expect(copied('AGENTS.md')).rejects.toThrow('ENOENT')
  await expect(stat(auth)).rejects.toThrow('ENOENT')
})

test('a token renewed in the copy is kept until the user signs in again', async () => {
  const token = (access: string, expires: number) =>
    JSON.stringify({ a: { type: 'oauth', access, refresh: 'r', expires } })
  await put({ '.local/share/opencode/auth.json': token('old', 100) })
  await copy()
  const path = join(target.data, 'opencode', 'auth.json')
  await writeFile(path, token('renewed', 200))
  await copy()
  expect(await readFile(path, 'utf8')).toContain('renewed')
  await put({ '.local/share/opencode/auth.json': token('new', 300) })
  await copy()
  expect(await readFile(path, 'utf8')).toContain('new')
})

test('a broken file is named and does not stop the others', async () => {
  await put({
    '.config/opencode/opencode.json': '{"model": ',
    '.config/opencode/config.json': '{"model":"a/b"}',
  })
  const config = await readUserConfig(env())
  expect(config.problems).toHaveLength(1)
  expect(config.problems[0]).toContain('opencode.json is not valid')
  expect(config.merged.model).toBe('a/b')
})

test('OpenCode’s cloud is off unless it was chosen', async () => {
  const content = async () =>
    userServerConfig(await readUserConfig(env()), null, env(), { shell: null, permission: [] })
  expect((await content()).disabled_providers).toEqual(['opencode'])
  await put({ '.config/opencode/opencode.json': '{"model":"opencode/x","disabled_providers":["y"]}' })
  expect((await content()).disabled_providers).toEqual(['y'])
})

test('the user’s denials hold, their questions do not', async () => {
  await put({
    '.config/opencode/opencode.json':
      '{"permission": {"bash": {"rm *": "deny", "git *": "ask"}, "edit": "ask", "task": "deny"}}',
  })
  const { denied } = await readUserConfig(env())
  const config = permissionConfig(permissionRules(denied, ['/ours']))
  expect(Object.keys(config)[0]).toBe('*')
  expect(config['*']).toBe('allow')
  expect(config.task).toBe('deny')
  expect(config.bash).toEqual({ 'git push*': 'deny', 'rm *': 'deny', 'git *': 'allow' })
  expect(config.external_directory).toEqual({ '*': 'deny', '/ours/*': 'allow' })
})
