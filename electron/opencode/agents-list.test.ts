import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { listAgents } from './agents-list.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'openlinear-agents-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

async function put(files: Record<string, string>) {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true })
    await writeFile(join(root, name), content)
  }
}
const list = (repository = false) => listAgents({ HOME: root }, repository ? join(root, 'repo') : null)

test('build and plan are always there, and plan edits nothing', async () => {
  expect(await list()).toMatchObject([
    { name: 'build', source: 'built-in', readOnly: false },
    { name: 'plan', source: 'built-in', readOnly: true },
  ])
})

test('agents of the user and of the repository, those for a task only', async () => {
  await put({
    '.config/opencode/opencode.json': JSON.stringify({
      agent: {
        careful: { description: 'Thinks twice', mode: 'primary' },
        helper: { mode: 'subagent' },
        gone: { disable: true },
      },
      mode: { old: { tools: { write: false, edit: false } } },
    }),
    '.config/opencode/agents/deep/reader.md': '---\nmode: primary\npermission:\n  edit: deny\n---\nRead.',
    '.opencode/agent/any.md': 'No frontmatter.',
    'repo/opencode.jsonc': '{"agent": {"careful": {"description": "Ours",},},}',
    'repo/.opencode/agent/tester.md':
      '---\ndescription: "Tests: all of it"\nmode: all\ntools:\n  "*": false\n  bash: true\n---\n',
    'repo/.opencode/agent/sub.md': '---\nmode: subagent\n---\n',
    'repo/.opencode/mode/quick.md': '---\ndescription: >-\n  Quick\n  and short\nmodel: a/b\n---\n',
  })
  expect(await list(true)).toEqual([
    expect.objectContaining({ name: 'build' }),
    expect.objectContaining({ name: 'plan' }),
    { name: 'old', description: '', source: 'user', readOnly: true },
    { name: 'careful', description: 'Ours', source: 'project', readOnly: false },
    { name: 'deep/reader', description: '', source: 'user', readOnly: true },
    { name: 'any', description: '', source: 'user', readOnly: false },
    { name: 'tester', description: 'Tests: all of it', source: 'project', readOnly: true },
    { name: 'quick', description: 'Quick and short', source: 'project', readOnly: false },
  ])
  expect((await list()).map(({ name }) => name)).not.toContain('tester')
})

test('what a repository says of OpenCode’s own agents counts', async () => {
  await put({
    'repo/.opencode/opencode.json': JSON.stringify({
      agent: {
        build: { disable: true },
        plan: { permission: { edit: { '*': 'deny', 'docs/*': 'allow' } } },
      },
    }),
  })
  expect(await list(true)).toMatchObject([{ name: 'plan', source: 'built-in', readOnly: false }])
})

test('a repository’s links lead nowhere', async () => {
  const text = '---\nmode: primary\n---\n'
  await put({ 'secret.md': text, 'elsewhere/agent/y.md': text, 'repo/.opencode/agent/z.md': text })
  await symlink(join(root, 'secret.md'), join(root, 'repo/.opencode/agent/x.md'))
  expect((await list(true)).map(({ name }) => name)).toEqual(['build', 'plan', 'z'])
  await rm(join(root, 'repo/.opencode'), { recursive: true })
  await symlink(join(root, 'elsewhere'), join(root, 'repo/.opencode'))
  expect((await list(true)).map(({ name }) => name)).toEqual(['build', 'plan'])
})
