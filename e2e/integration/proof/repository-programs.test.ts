import { existsSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createBench, record, type Bench } from '../opencode/support.ts'

let bench: Bench
beforeAll(async () => {
  // As a user has it who wants both in their own OpenCode.
  bench = await createBench({ config: { lsp: true, formatter: true } })
})
afterAll(() => bench.end())

it('language servers and formatters that a repository brings are not run for an edit', async () => {
  const mark = join(bench.folder, 'ran')
  const programs = [
    'biome',
    'oxlint',
    'oxc_language_server',
    'oxfmt',
    'prettier',
    'typescript-language-server',
  ]
  const paths = programs.map((name) => `node_modules/.bin/${name}`)
  const repository = await bench.repository({
    'package.json': JSON.stringify({ devDependencies: { prettier: '3', oxfmt: '1', typescript: '5' } }),
    'package-lock.json': '{}',
    'biome.json': '{}',
    ...Object.fromEntries(paths.map((path) => [path, `#!/bin/sh\nenv > ${mark}\n`])),
  })
  for (const path of paths) await chmod(join(repository, path), 0o755)
  const agent = await record(bench.runtime, repository)
  const turn = await agent.turn([
    { tool: 'write', input: { filePath: 'a.ts', content: 'let a = 1\n' } },
    { text: 'Done.' },
  ])
  expect(turn).toEqual({ kind: 'completed', text: 'Done.' })
  expect(existsSync(join(repository, 'a.ts'))).toBe(true)
  expect(existsSync(mark)).toBe(false)
})
