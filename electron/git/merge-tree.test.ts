import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { collisions, parseChanges } from './conflict-hunks.ts'
import { fingerprint, makeWorld, type World, write } from './testing.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())

const LINES = Array.from({ length: 20 }, (_, at) => `line ${at + 1}`)
const text = (changes: Record<number, string | null> = {}) =>
  LINES.flatMap((line, at) => {
    const change = changes[at + 1]
    return change === null ? [] : [change ?? line]
  }).join('\n')

interface Sides {
  repo: string
  ours: string
  theirs: string
  aside: { repo: string; folder: string }
}

let count = 0
/** A repository with two branches, each made from the first commit by one of the functions. */
async function sides(
  files: Record<string, string>,
  mine: (repo: string) => Promise<unknown>,
  other: (repo: string) => Promise<unknown>,
): Promise<Sides> {
  const repo = await world.repository(files)
  const commits: string[] = []
  for (const change of [mine, other]) {
    await world.user(repo, 'checkout', '--quiet', '--detach', 'main')
    await change(repo)
    commits.push(await world.commit(repo, {}))
  }
  await world.user(repo, 'checkout', '--quiet', 'main')
  const [ours = '', theirs = ''] = commits
  return { repo, ours, theirs, aside: { repo, folder: join(world.folder, `aside-${(count += 1)}`) } }
}
const put = (files: Record<string, string>) => (repo: string) => write(repo, files)
const preview = ({ ours, theirs, aside }: Sides) => world.git.previewMerge({ ours, theirs, aside })

describe('a merge that is only looked at', () => {
  it('names the lines of each side in its own version', async () => {
    const made = await sides(
      { 'a.txt': text() },
      put({ 'a.txt': text({ 2: 'new\nnew\nnew', 10: 'mine', 18: null }) }),
      put({ 'a.txt': text({ 10: 'theirs\ntheirs', 18: 'changed' }) }),
    )
    expect(await preview(made)).toEqual([
      {
        path: 'a.txt',
        kind: 'lines',
        hunks: [
          { ours: { start: 12, lines: 1 }, theirs: { start: 10, lines: 2 } },
          // What is deleted there lies behind line 19.
          { ours: { start: 19, lines: 0 }, theirs: { start: 19, lines: 1 } },
        ],
      },
    ])
  })

  it('finds nothing in a file that both change far from each other, or alike', async () => {
    const made = await sides(
      { 'a.txt': text() },
      put({ 'a.txt': text({ 2: 'mine', 10: 'same' }) }),
      put({ 'a.txt': text({ 18: 'theirs', 10: 'same' }) }),
    )
    expect(await preview(made)).toEqual([])
    expect(await world.git.touchedFiles({ from: 'main', to: made.ours, aside: made.aside })).toEqual([
      { path: 'a.txt', change: 'changed' },
    ])
  })

  it('takes names that would break a line, an option or a pattern', async () => {
    const names = ['new\nline "quoted".txt', '-rf', ':(top)*', 'tab\there', 'ümläut 🎉', 'a\\b']
    const all = (content: string) => Object.fromEntries(names.map((name) => [name, content]))
    const made = await sides({ 'a.txt': '' }, put(all('mine\n')), put(all('theirs\n')))
    const files = await preview(made)
    expect(files.map(({ path }) => path).sort()).toEqual(names.toSorted())
    for (const { kind, hunks } of files)
      expect({ kind, hunks }).toEqual({
        kind: 'added',
        hunks: [{ ours: { start: 1, lines: 1 }, theirs: { start: 1, lines: 1 } }],
      })
    const touched = await world.git.touchedFiles({ from: 'main', to: made.ours, aside: made.aside })
    expect(touched?.map(({ path }) => path).sort()).toEqual(names.toSorted())
  })

  it('tells apart what is deleted, moved, binary, and a submodule', async () => {
    const body = text()
    const link = (id: string) => async (repo: string) => {
      await world.user(repo, 'update-index', '--add', '--cacheinfo', `160000,${id.repeat(40)},sub`)
      await world.user(repo, 'commit', '--quiet', '-m', 'Submodule')
      await world.user(repo, 'update-index', '--force-remove', 'sub')
    }
    const made = await sides(
      { 'gone.txt': body, 'moved.txt': `${body}\nmoved`, 'image.bin': '\0\u0001a', 'folder/one.txt': body },
      async (repo) => {
        await rm(join(repo, 'gone.txt'))
        await world.user(repo, 'mv', 'moved.txt', 'here.txt')
        await world.user(repo, 'mv', 'folder', 'other')
        await write(repo, { 'image.bin': '\0\u0001b' })
      },
      async (repo) => {
        await world.user(repo, 'mv', 'moved.txt', 'there.txt')
        await write(repo, {
          'gone.txt': text({ 1: 'x' }),
          'image.bin': '\0\u0001c',
          'folder/two.txt': 'two\n',
        })
      },
    )
    const kinds = Object.fromEntries((await preview(made)).map(({ path, kind }) => [path, kind]))
    expect(kinds).toEqual({
      'gone.txt': 'deleted',
      'moved.txt': 'renamed',
      'here.txt': 'renamed',
      'there.txt': 'renamed',
      'image.bin': 'binary',
      'other/two.txt': 'renamed',
    })
    const repo = await world.repository()
    await link('1')(repo)
    const base = await world.head(repo)
    const versions: string[] = []
    for (const id of ['2', '3']) {
      await world.user(repo, 'checkout', '--quiet', '--force', '--detach', base)
      await link(id)(repo)
      versions.push(await world.head(repo))
    }
    const [ours = '', theirs = ''] = versions
    const aside = { repo, folder: join(world.folder, 'aside-submodule') }
    expect(await world.git.previewMerge({ ours, theirs, aside })).toEqual([
      { path: 'sub', kind: 'submodule', hunks: [] },
    ])
  })

  it('refuses commits that have nothing in common, or are gone', async () => {
    const made = await sides({ a: 'a' }, put({ a: 'b' }), put({ a: 'c' }))
    await world.user(made.repo, 'checkout', '--quiet', '--orphan', 'alone')
    const theirs = await world.commit(made.repo, { b: 'b' })
    await expect(preview({ ...made, theirs })).rejects.toMatchObject({ code: 'GIT_ERROR' })
    await expect(preview({ ...made, theirs: 'f'.repeat(40) })).rejects.toMatchObject({ code: 'GIT_ERROR' })
  })
})

it('leaves no trace in the repository: snapshots and merges lie beside it', async () => {
  const repo = await world.repository({ 'a.txt': text() })
  const worktrees = ['one', 'two'].map((name) => join(world.folder, `${name} : tree`))
  for (const [at, path] of worktrees.entries()) {
    await world.user(repo, 'worktree', 'add', '--quiet', '-b', `work-${at}`, path)
    await writeFile(join(path, 'a.txt'), text({ 3: `agent ${at}` }))
    await writeFile(join(path, 'new.txt'), `new ${at}`)
  }
  const aside = { repo, folder: join(world.folder, 'aside-trace') }
  const traces = async () => ({
    objects: (await readdir(join(repo, '.git', 'objects'), { recursive: true })).sort(),
    refs: await world.user(repo, 'for-each-ref'),
    checkout: await fingerprint(world, repo),
    worktrees: await Promise.all(
      worktrees.map((path) => world.user(path, '--no-optional-locks', 'status', '--porcelain')),
    ),
    indexes: (await readdir(join(repo, '.git', 'worktrees'), { recursive: true })).sort(),
  })
  const before = await traces()
  const snapshots: string[] = []
  for (const worktree of worktrees)
    snapshots.push((await world.git.snapshotAside({ worktree, aside })).commit)
  const [ours = '', theirs = ''] = snapshots
  const files = await world.git.previewMerge({ ours, theirs, aside })
  expect(files.map(({ path, kind }) => `${kind} ${path}`)).toEqual(['lines a.txt', 'added new.txt'])
  expect(files[0]?.hunks).toEqual([{ ours: { start: 3, lines: 1 }, theirs: { start: 3, lines: 1 } }])
  expect(await traces()).toEqual(before)
  await rm(aside.folder, { recursive: true })
  // The same state gives the same commit, also after the folder was lost.
  const [worktree = ''] = worktrees
  expect((await world.git.snapshotAside({ worktree, aside })).commit).toBe(ours)
})

describe('collisions', () => {
  const side = (...hunks: string[]) =>
    parseChanges(hunks.map((hunk, at) => `@@ ${hunk} @@ @@ in a name\n+text ${at} of ${hunk}\n`).join(''))
  const cases: [string, string[], string[], string[]][] = [
    ['the same line', ['-5 +5'], ['-5 +5,2'], ['5,1 5,2']],
    ['lines that touch', ['-5 +5'], ['-6 +6'], ['5,1 6,1']],
    ['lines with one between them', ['-5 +5'], ['-7 +7'], []],
    ['an insertion behind a line that is changed', ['-5,0 +6,2'], ['-5 +5'], ['6,2 5,1']],
    ['two insertions at the same place', ['-5,0 +6'], ['-5,0 +6,3'], ['6,1 6,3']],
    ['a change over several', ['-1,10 +1,10'], ['-2 +2', '-8 +8'], ['1,10 2,7']],
    ['two places apart', ['-1 +1', '-9 +9'], ['-1 +1,2', '-9 +10'], ['1,1 1,2', '9,1 10,1']],
    ['a deletion', ['-5,2 +4,0'], ['-6 +6'], ['4,0 6,1']],
    ['nothing on one side', ['-5 +5'], [], []],
  ]
  it.each(cases)('%s', (_, mine, other, wanted) => {
    const found = collisions(
      side(...mine),
      side(...other).map((one) => ({ ...one, added: 'other' })),
    )
    const words = found.map(
      ({ ours, theirs }) => `${ours.start},${ours.lines} ${theirs.start},${theirs.lines}`,
    )
    expect(words).toEqual(wanted)
  })

  it('is not what both did alike', () => {
    expect(collisions(side('-5 +5'), side('-5 +5'))).toEqual([])
  })
})
