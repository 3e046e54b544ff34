import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { agentFiles } from './agent-files.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openlinear-agent-files-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const put = async (...names: string[]) => {
  for (const name of names) {
    await mkdir(join(folder, name, '..'), { recursive: true })
    await writeFile(join(folder, name), 'x')
  }
}

test('finds what OpenCode obeys or executes, and nothing else', async () => {
  await put(
    'opencode.json',
    'opencode.jsonc',
    'opencode.json.bak',
    'config.json',
    'AGENTS.md',
    'src/opencode.json',
    '.opencode/plugin/run.ts',
    '.opencode/agents/a.md',
    '.opencode/deep/er/x',
  )
  expect(await agentFiles(folder)).toEqual([
    '.opencode/agents/a.md',
    '.opencode/deep/er/x',
    '.opencode/plugin/run.ts',
    'opencode.json',
    'opencode.jsonc',
  ])
})

test('other cases of letters count, for file systems that do not care', async () => {
  await put('OpenCode.JSON', '.OpenCode/plugin/x.js')
  expect(await agentFiles(folder)).toEqual(['.OpenCode/plugin/x.js', 'OpenCode.JSON'])
})

test('links are named and not followed', async () => {
  await put('elsewhere/plugin/x.ts')
  await symlink(join(folder, 'elsewhere'), join(folder, '.opencode'))
  await symlink('/nowhere', join(folder, 'opencode.json'))
  expect(await agentFiles(folder)).toEqual(['.opencode', 'opencode.json'])
})

test('a folder without any', async () => {
  expect(await agentFiles(folder)).toEqual([])
})
