import { expect, test } from 'vitest'
import { obeyedFiles } from './obeyed.ts'

const obeys = (path: string) => /(^|\/)opencode\.jsonc?$|(^|\/)\.opencode\//i.test(path)
const file = (path: string) => ({ path, target: null })
const link = (path: string, target: string) => ({ path, target })
const paths = (...files: { path: string; target: string | null }[]) =>
  obeyedFiles(files, obeys)
    .map(({ path }) => path)
    .sort()

test('what is obeyed, and nothing else', () => {
  expect(paths(file('a.ts'), file('opencode.json'), file('x/.opencode/plugin/p.ts'))).toEqual([
    'opencode.json',
    'x/.opencode/plugin/p.ts',
  ])
})

test('a link that stands for the folder', () => {
  expect(
    paths(link('.opencode', 'config/agent'), file('config/agent/plugin/p.ts'), file('config/b.ts')),
  ).toEqual(['.opencode', 'config/agent/plugin/p.ts'])
})

test('what a link leads to counts, through other links too', () => {
  expect(
    paths(
      link('.opencode/plugin', '../tools'),
      link('tools', 'src/real'),
      file('src/real/deep/p.ts'),
      file('src/other.ts'),
    ),
  ).toEqual(['.opencode/plugin', 'src/real/deep/p.ts', 'tools'])
  expect(
    paths(link('.opencode/p.ts', '../a/b/p.ts'), link('a', 'c'), file('c/b/p.ts'), file('c/b/q.ts')),
  ).toEqual(['.opencode/p.ts', 'a', 'c/b/p.ts'])
})

test('a link to the whole repository makes all of it count', () => {
  expect(paths(link('.opencode/all', '..'), file('a.ts'))).toEqual(['.opencode/all', 'a.ts'])
})

test('a link leads on in other letters, as on a file system that takes them for the same', () => {
  expect(paths(link('.opencode', 'CONF\u0045/Cafe\u0301'), file('confe/caf\u00e9/p.ts'))).toEqual([
    '.opencode',
    'confe/caf\u00e9/p.ts',
  ])
})

test('many links in a large repository are followed in no time', () => {
  const many = Array.from({ length: 20_000 }, (_, n) => file(`src/${n}/p.ts`))
  const links = many.map((_, n) => link(`.opencode/${n}`, `../src/${n}`))
  const began = performance.now()
  expect(obeyedFiles([...many, ...links], obeys)).toHaveLength(40_000)
  expect(performance.now() - began).toBeLessThan(5_000)
})

test('links out of the repository, to nowhere and in circles', () => {
  expect(
    paths(
      link('.opencode/out', '../../elsewhere'),
      link('.opencode/absolute', '/etc/passwd'),
      link('.opencode/nowhere', 'gone'),
      link('.opencode/self', 'self'),
      link('.opencode/round', '../a/x'),
      link('a', 'a/a'),
      file('elsewhere/x'),
      file('etc/passwd'),
    ),
  ).toEqual([
    '.opencode/absolute',
    '.opencode/nowhere',
    '.opencode/out',
    '.opencode/round',
    '.opencode/self',
    'a',
  ])
})
