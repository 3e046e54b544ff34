import { chmod, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PatchSplitter, parseFiles } from './diff-parse.ts'
import { failure, makeWorld, type World, write } from './testing.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())

const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index}\n`).join('')

describe('diff', () => {
  it('tells every kind of change', async () => {
    const repo = await world.repository({
      'changed.txt': lines(30),
      'deleted.txt': 'x\n',
      'moved.txt': lines(40),
      'mode.sh': 'm\n',
      'type.txt': 'target\n',
      'binary.bin': '\0\x01',
      'same.txt': 'same\n',
    })
    const from = await world.head(repo)
    await write(repo, {
      'changed.txt': `${lines(30)}diff --git a/x b/x\n--- a\n`,
      'added.txt': 'one\ntwo',
      'empty.txt': '',
      'binary.bin': '\0\x02',
    })
    await rm(join(repo, 'deleted.txt'))
    await rename(join(repo, 'moved.txt'), join(repo, 'moved to.txt'))
    await chmod(join(repo, 'mode.sh'), 0o755)
    await rm(join(repo, 'type.txt'))
    await symlink('same.txt', join(repo, 'type.txt'))
    const to = await world.commit(repo, {})

    const diff = await world.git.diff({ repo, from, to })
    expect([diff.baseCommit, diff.headCommit]).toEqual([from, to])
    const files = new Map(diff.files.map((file) => [file.path, file]))
    const brief = diff.files.map(({ patch, ...file }) => ({ ...file, patch: patch !== undefined }))
    const text = { binary: false, patch: true }
    expect(brief).toEqual([
      { path: 'added.txt', status: 'added', additions: 2, deletions: 0, ...text },
      { path: 'binary.bin', status: 'modified', additions: 0, deletions: 0, binary: true, patch: false },
      { path: 'changed.txt', status: 'modified', additions: 2, deletions: 0, ...text },
      { path: 'deleted.txt', status: 'deleted', additions: 0, deletions: 1, ...text },
      { path: 'empty.txt', status: 'added', additions: 0, deletions: 0, ...text },
      { path: 'mode.sh', status: 'modified', additions: 0, deletions: 0, ...text },
      { path: 'moved to.txt', oldPath: 'moved.txt', status: 'renamed', additions: 0, deletions: 0, ...text },
      { path: 'type.txt', status: 'typechange', additions: 1, deletions: 1, ...text },
    ])
    expect(files.get('changed.txt')?.patch).toMatch(
      /^diff --git a\/changed.txt b\/changed.txt\n[^]*\+diff --git a\/x/,
    )
    expect(files.get('moved to.txt')?.patch).toMatch(/rename from moved.txt\nrename to moved to.txt\n$/)
    expect(files.get('type.txt')?.patch?.match(/^diff --git /gm)).toHaveLength(2)
    expect(files.get('mode.sh')?.patch).toMatch(/new mode 100755/)
    expect(await world.git.diffStat({ repo, from, to })).toEqual({ files: 8, additions: 5, deletions: 2 })
    expect(await world.git.diff({ repo, from, to: from })).toEqual({
      baseCommit: from,
      headCommit: from,
      files: [],
    })
  })

  it('leaves white space out, and gives each file that is left its own patch', async () => {
    const repo = await world.repository({
      'a space.txt': lines(10),
      'b both.txt': lines(10),
      'c mode.sh': 'm\n',
      'd moved.txt': lines(40),
      'e type.txt': 'target\n',
      'f blank.txt': 'x\n',
      'g last.txt': lines(3),
    })
    const from = await world.head(repo)
    const indented = lines(10).replace(/^/gm, '  ').trimEnd()
    await write(repo, {
      'a space.txt': `${indented}\n`,
      'b both.txt': `${indented}!\n`,
      'f blank.txt': 'x\n\n',
      'g last.txt': `${lines(3)}last\n`,
    })
    await chmod(join(repo, 'c mode.sh'), 0o755)
    await rename(join(repo, 'd moved.txt'), join(repo, 'd to.txt'))
    await write(repo, { 'd to.txt': lines(40).replace('line 7\n', 'line  7\n') })
    await rm(join(repo, 'e type.txt'))
    await symlink('a', join(repo, 'e type.txt'))
    const to = await world.commit(repo, {})
    const { files } = await world.git.diff({ repo, from, to, ignoreSpace: true })
    const brief = files.map(({ path, additions, deletions, onlySpace = false, patch }) => [
      path,
      `+${additions} -${deletions}`,
      onlySpace,
      [...(patch ?? '').matchAll(/^diff --git a\/(.*) b\/.*$/gm)].map(([, name]) => name),
    ])
    expect(brief).toEqual([
      ['a space.txt', '+0 -0', true, []],
      ['b both.txt', '+1 -1', false, ['b both.txt']],
      ['c mode.sh', '+0 -0', false, ['c mode.sh']],
      ['d to.txt', '+0 -0', true, []],
      ['e type.txt', '+1 -1', false, ['e type.txt', 'e type.txt']],
      ['f blank.txt', '+1 -0', false, ['f blank.txt']],
      ['g last.txt', '+1 -0', false, ['g last.txt']],
    ])
  })

  it('reads hostile names', async () => {
    const repo = await world.repository({ 'old\nname\t"x".txt': lines(20) })
    const from = await world.head(repo)
    const names = [
      '-rf',
      'a b',
      '"quoted"',
      "it's",
      '🚀/ü',
      'tab\there',
      'new\nline',
      ':(top)x',
      'back\\slash',
      ':100644 A',
    ]
    await write(repo, Object.fromEntries(names.map((name) => [name, `${name}\n`])))
    await rename(join(repo, 'old\nname\t"x".txt'), join(repo, 'new\n"y".txt'))
    const to = await world.commit(repo, {})
    const { files } = await world.git.diff({ repo, from, to })
    expect(files.map(({ path }) => path).sort()).toEqual([...names, 'new\n"y".txt'].sort())
    const renamed = files.find(({ status }) => status === 'renamed')
    expect([renamed?.oldPath, renamed?.path]).toEqual(['old\nname\t"x".txt', 'new\n"y".txt'])
    for (const file of files) {
      expect(file.patch?.match(/^diff --git /gm)).toHaveLength(1)
      if (file.status === 'added') expect(file.patch).toContain(`+${file.path.split('\n')[0]}`)
    }
  })

  it('leaves out patches that are too long, and no other', async () => {
    const repo = await world.repository({ 'b.txt': 'b\n' })
    const from = await world.head(repo)
    await write(repo, {
      'a-one-line.txt': 'x'.repeat(3_000_000),
      'b.txt': 'c\n',
      'c-lines.txt': lines(120_000),
      'd.txt': 'd',
    })
    const to = await world.commit(repo, {})
    const { files } = await world.git.diff({ repo, from, to })
    expect(files.map(({ path, patch, additions }) => [path, patch === undefined, additions])).toEqual([
      ['a-one-line.txt', true, 1],
      ['b.txt', false, 1],
      ['c-lines.txt', true, 120_000],
      ['d.txt', false, 1],
    ])
  })

  it('is the same whatever the user likes, and runs none of their programs', async () => {
    const repo = await world.repository({ 'a.txt': 'a\n', '.gitattributes': '*.txt diff=mine\n' })
    const from = await world.head(repo)
    const to = await world.commit(repo, { 'a.txt': 'b\n' })
    const plain = await world.git.diff({ repo, from, to })
    const taste = {
      'diff.noprefix': 'true',
      'diff.mnemonicPrefix': 'true',
      'diff.external': '/bin/false',
      'diff.mine.textconv': '/bin/false',
      'diff.mine.command': '/bin/false',
      'color.ui': 'always',
      'diff.context': '0',
      'diff.renames': 'false',
      'diff.submodule': 'log',
    }
    for (const [name, value] of Object.entries(taste)) await world.user(repo, 'config', name, value)
    expect(await world.git.diff({ repo, from, to })).toEqual(plain)
    expect(plain.files[0]?.patch).toContain('--- a/a.txt\n+++ b/a.txt')
  })

  it('takes names for commits, and says when there is none', async () => {
    const repo = await world.repository()
    const from = await world.head(repo)
    const to = await world.commit(repo, { 'a.txt': 'a' })
    expect(await world.git.diff({ repo, from: `${to}^`, to: 'refs/heads/main' })).toMatchObject({
      baseCommit: from,
      headCommit: to,
    })
    for (const wrong of ['nothing', '--output=x', '0'.repeat(40)]) {
      expect((await failure(world.git.diff({ repo, from, to: wrong }))).code).toBe('GIT_ERROR')
    }
  })

  it('shows a submodule as its commit', async () => {
    const inner = await world.repository()
    const repo = await world.repository()
    const from = await world.head(repo)
    await world.user(repo, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, 'inner')
    const to = await world.commit(repo, {})
    const { files } = await world.git.diff({ repo, from, to })
    expect(files.find(({ path }) => path === 'inner')?.patch).toContain('+Subproject commit ')
  })
})

describe('PatchSplitter', () => {
  const whole = 'diff --git a/a b/a\n+one\ndiff --git a/b b/b\n+two\n\\ No newline at end of file\n'

  it.each([1, 2, 7, 11, 1000])('cuts at headers however the bytes come (%i at once)', (size) => {
    const splitter = new PatchSplitter({ maxPatch: 100, maxTotal: 1000 })
    for (let at = 0; at < whole.length; at += size) splitter.push(Buffer.from(whole.slice(at, at + size)))
    expect(splitter.end().map(String)).toEqual([whole.slice(0, 24), whole.slice(24)])
  })

  it('keeps no more than it may', () => {
    const splitter = new PatchSplitter({ maxPatch: 30, maxTotal: 26 })
    splitter.push(
      Buffer.from(`diff --git a/a b/a\n+${'x'.repeat(100)}\n${whole.slice(0, 24)}${whole.slice(0, 24)}`),
    )
    expect(splitter.end().map((patch) => patch === null)).toEqual([true, false, true])
  })
})

it('parseFiles reads nothing', () => {
  expect(parseFiles('')).toEqual([])
})

it('a file that is not UTF-8 still has a patch', async () => {
  const repo = await world.repository()
  const from = await world.head(repo)
  await writeFile(join(repo, 'latin.txt'), Buffer.from([0xe4, 0x0a]))
  const to = await world.commit(repo, {})
  expect((await world.git.diff({ repo, from, to })).files[0]?.patch).toContain('+\ufffd')
})
