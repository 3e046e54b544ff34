import { expect, test } from 'vitest'
import { obeys } from './obeyed-files.ts'

test.each([
  'opencode.json',
  'opencode.jsonc',
  'packages/api/opencode.json',
  '.opencode',
  '.opencode/plugin/run.ts',
  '.opencode/package.json',
  '.opencode/node_modules/@opencode-ai/plugin/index.js',
  '.opencode/agent/.gitignore',
  'packages/api/.opencode/agents/a.md',
  'packages/api/.opencode/.gitignore',
])('%s is obeyed', (path) => expect(obeys(path)).toBe(true))

test.each([
  'OpenCode.JSON',
  '.OPENCODE/plugin/x.js',
  '.OpenCode/.gitignore',
  '.open\u200Ccode/plugin/x.js',
  'opencode.j\u017Fon',
  '.opencode./plugin/x.js',
  'opencode.json ',
  'OPENCO~1/plugin/x.js',
  'OPENCO~2.JSO',
])('%j is the same file on some file system', (path) => expect(obeys(path)).toBe(true))

test.each([
  '.opencode/.gitignore',
  'AGENTS.md',
  'config.json',
  'opencode.json.bak',
  'src/opencode.ts',
  'docs/opencode/x.json',
  'my.opencode/x',
])('%s is not', (path) => expect(obeys(path)).toBe(false))
