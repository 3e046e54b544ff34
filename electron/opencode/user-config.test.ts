import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { configuredModel, copyUserConfig, forgetCopiedAuth, readAuth, readUserConfig } from './user-config.ts'

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

test('the copy keeps what matters, closed to others, and leaves code and keys behind', async () => {
  await put({
    '.config/opencode/opencode.json': JSON.stringify({
      model: 'a/one',
      plugin: ['evil'],
      permission: { bash: 'ask' },
      provider: {
        a: { options: { apiKey: '{file:keys/a}', other: '{file:~/b}' } },
        b: { options: { apiKey: 'sk-in-clear', baseURL: 'http://localhost/v1' } },
      },
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
      b: { options: { baseURL: 'http://localhost/v1' } },
    },
  })
  expect(await copied('AGENTS.md')).toBe('Be kind.')
  expect(await copied('agents/x.md')).toBe('X')
  await expect(copied('plugin/evil.ts')).rejects.toThrow('ENOENT')
  expect((await stat(join(target.config, 'opencode', 'opencode.json'))).mode & 0o777).toBe(0o600)
  await expect(stat(join(target.data, 'opencode', 'auth.json'))).rejects.toThrow('ENOENT')

  // What the user removes is gone at the next start.
  await rm(join(home, '.config/opencode/AGENTS.md'))
  await copy()
  await expect(copied('AGENTS.md')).rejects.toThrow('ENOENT')
})

test('of the user’s credentials only API keys are read', async () => {
  await put({
    '.local/share/opencode/auth.json': JSON.stringify({
      a: { type: 'api', key: 'sk-a' },
      b: { type: 'oauth', access: 'x', refresh: 'y', expires: 1 },
      c: { type: 'wellknown', key: 'NAME', token: 'z' },
      d: 'nonsense',
    }),
  })
  expect((await readUserConfig(env())).keys).toEqual({ a: 'sk-a' })
})

test('what an earlier version copied of the credentials is taken away once', async () => {
  const folder = join(target.data, 'opencode')
  const auth = join(folder, 'auth.json')
  await put({ 'ours/data/opencode/auth.json': '{"a": {"type": "oauth"}}' })
  await forgetCopiedAuth(folder)
  expect(await readAuth(folder)).toEqual({})
  await writeFile(auth, '{"b": {"type": "oauth"}}')
  await forgetCopiedAuth(folder)
  expect(await readAuth(folder)).toEqual({ b: { type: 'oauth' } })
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

test('the user’s denials are read from all files', async () => {
  await put({
    '.config/opencode/opencode.json': '{"permission": {"bash": {"rm *": "deny"}, "edit": "ask"}}',
    '.opencode/opencode.json': '{"permission": {"task": "deny"}}',
  })
  expect((await readUserConfig(env())).denied).toEqual([
    { permission: 'bash', pattern: 'rm *', action: 'deny' },
    { permission: 'task', pattern: '*', action: 'deny' },
  ])
})

test('what is no file, or far too large, is named and not read', async () => {
  await put({ '.config/opencode/opencode.json': `{"model": "a/one"}${' '.repeat(5 << 20)}` })
  await symlink('/dev/zero', join(home, '.config/opencode/opencode.jsonc'))
  const { merged, problems } = await readUserConfig(env())
  expect(merged).toEqual({})
  expect(problems).toEqual([
    expect.stringContaining('opencode.json is no file of 4 MB'),
    expect.stringContaining('opencode.jsonc is no file of 4 MB'),
  ])
})

test('what would run a repository’s programs stays behind', async () => {
  await put({ '.config/opencode/opencode.json': '{"model": "a/one", "lsp": true, "formatter": {"x": {}}}' })
  await copy()
  expect(JSON.parse(await copied('opencode.json'))).toEqual({ model: 'a/one' })
})
