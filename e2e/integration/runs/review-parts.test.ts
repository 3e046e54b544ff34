import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Git } from '#electron/git/git.ts'
import type { FilePlace } from '#electron/platform.ts'
import { openFile } from '#electron/shell/open-folder.ts'
import type { Run } from '#shared/runs.ts'
import { git } from '../../support/repository.ts'
import type { Bench, BenchOptions } from './bench.ts'
import { closeBenches, code, finished, open, restart } from './benches.ts'

// Parts of a run's work: looked at, taken back and brought again, checked once more, opened.

closeBenches()

const lines = (...changed: [at: number, text: string][]) =>
  Array.from(
    { length: 30 },
    (_, at) => `${changed.find(([line]) => line === at + 1)?.[1] ?? `line ${at + 1}`}\n`,
  ).join('')

/** A run that has changed two lines of `a.txt`, taken `old.txt` away and added `new.txt`. */
async function reviewed(options?: BenchOptions): Promise<{ bench: Bench; run: Run; folder: string }> {
  const bench = await open(options)
  await writeFile(join(bench.repo, 'a.txt'), lines())
  await writeFile(join(bench.repo, 'old.txt'), 'old\n')
  await git(bench.repo, 'add', '-A')
  await git(bench.repo, 'commit', '--quiet', '-m', 'Files')
  bench.agent.onTurn = async ({ open: { directory } }) => {
    await writeFile(join(directory, 'a.txt'), lines([3, 'three'], [20, 'twenty']))
    await rm(join(directory, 'old.txt'))
    await writeFile(join(directory, 'new.txt'), 'new\n')
    return { kind: 'completed', text: 'Done.' }
  }
  const run = await finished(bench, 'Lines')
  return { bench, run, folder: run.worktreePath ?? '' }
}

const ofLine = (line: number) => {
  const one = { start: line, count: 1 }
  return { path: 'a.txt', lines: { before: one, now: one } }
}
const headOf = (run: Run) => run.headCommit ?? ''
const isClean = async (folder: string) => (await git(folder, 'status', '--porcelain')) === ''
const message = async (work: Promise<unknown>) =>
  work.then(
    () => 'nothing was thrown',
    (error: Error) => error.message,
  )

describe('taking a part back', () => {
  it('of lines, of files that came and went; each can be brought again', async () => {
    const { bench, run, folder } = await reviewed()
    const { id } = run
    const one = await bench.runs.revert({ id, head: headOf(run), ...ofLine(3) })
    expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe(lines([20, 'twenty']))
    expect(one.changes).toEqual({ files: 3, additions: 2, deletions: 2 })
    // Its answer was lost, and it is asked for again.
    expect((await bench.runs.revert({ id, head: headOf(run), ...ofLine(3) })).headCommit).toBe(one.headCommit)

    const two = await bench.runs.revert({ id, head: headOf(one), path: 'new.txt' })
    const three = await bench.runs.revert({ id, head: headOf(two), path: 'old.txt' })
    expect((await git(folder, 'ls-files')).split('\n')).toEqual(['README.md', 'a.txt', 'old.txt'])
    expect(await readFile(join(folder, 'old.txt'), 'utf8')).toBe('old\n')
    expect((await bench.runs.diff(id)).files.map(({ path }) => path)).toEqual(['a.txt'])

    // The history of the branch says how each is undone.
    const { undo } = await bench.runs.takenBack(id)
    expect(undo).toEqual({ commit: headOf(two), like: headOf(three), what: 'old.txt' })
    const undone = await bench.runs.restore({ id, commit: headOf(two), like: headOf(three) })
    expect(await bench.runs.takenBack(id)).toEqual({
      undo: { commit: headOf(one), like: headOf(two), what: 'new.txt' },
      redo: { commit: headOf(three), like: headOf(two), what: 'old.txt' },
    })
    expect((await git(folder, 'ls-files')).split('\n')).toEqual(['README.md', 'a.txt'])
    await bench.runs.restore({ id, commit: headOf(run), like: headOf(undone) })
    expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe(lines([3, 'three'], [20, 'twenty']))
    expect(await isClean(folder)).toBe(true)
    // Everything in between is in the branch's history.
    expect(await git(folder, 'rev-list', '--count', `${headOf(run)}..HEAD`)).toBe('5')
    const notices = (await bench.log(id)).filter((item) => item.kind === 'notice').slice(-5)
    expect(notices.map((item) => item.kind === 'notice' && item.text.split(':')[0])).toEqual([
      'Took line 3 of a.txt back',
      'Took new.txt back',
      'Took old.txt back',
      expect.stringMatching(/^Brought the files of/),
      expect.stringMatching(/^Brought the files of/),
    ])
  })

  it('is refused while the run works, is published, or its worktree has changes of its own', async () => {
    let isPublishing = false
    const { bench, run, folder } = await reviewed({ isPublishing: async () => isPublishing })
    const revert = (head = headOf(run)) => bench.runs.revert({ id: run.id, head, ...ofLine(3) })

    isPublishing = true
    expect(await message(revert())).toMatch('being published')
    isPublishing = false
    await writeFile(join(folder, 'a.txt'), 'mine\n')
    expect(await message(revert())).toMatch('Somebody has changed files')
    expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('mine\n')
    await git(folder, 'checkout', '--quiet', 'a.txt')
    expect(await revert('e'.repeat(40)).catch(code)).toBe('BAD_REQUEST')
    expect(await bench.runs.revert({ id: run.id, head: headOf(run), path: '../x' }).catch(code)).toBe(
      'NOT_FOUND',
    )
    const beyond = { path: 'a.txt', lines: { before: { start: 90, count: 2 }, now: { start: 3, count: 1 } } }
    expect(await message(bench.runs.revert({ id: run.id, head: headOf(run), ...beyond }))).toMatch(
      'no such lines',
    )
    const foreign = await git(bench.repo, 'rev-parse', 'main~1')
    expect(await bench.runs.restore({ id: run.id, commit: foreign, like: headOf(run) }).catch(code)).toBe(
      'BAD_REQUEST',
    )
    expect(await isClean(folder)).toBe(true)

    let isGoingOn = () => {}
    const going = new Promise<void>((resolve) => (isGoingOn = resolve))
    bench.agent.onTurn = async () => {
      await going
      return { kind: 'completed', text: 'Done.' }
    }
    const next = await bench.runs.sendBack(run.id, 'Again.')
    expect(await revert().catch(code)).toBe('ILLEGAL_TRANSITION')
    expect(await bench.runs.revert({ id: next.id, head: headOf(run), ...ofLine(3) }).catch(code)).toBe(
      'ILLEGAL_TRANSITION',
    )
    isGoingOn()
    await bench.until(next.id, 'succeeded')
  })

  const moments: [
    string,
    (plain: Git, given: Parameters<Git['moveOn']>[0]) => Promise<unknown>,
    isMade: boolean,
  ][] = [
    ['before the branch moves', async () => {}, false],
    ['before the files follow', (plain, given) => plain.moveOn({ ...given, worktree: null }), true],
    ['before it is written down', (plain, given) => plain.moveOn(given), true],
  ]
  it.each(moments)('is done once after a crash %s', async (_, work, isMade) => {
    const reached = Promise.withResolvers<void>()
    const { bench, run, folder } = await reviewed({
      git: (plain) => ({
        ...plain,
        async moveOn(given) {
          await work(plain, given)
          reached.resolve()
          // Nobody is there any more to hear of it.
          return new Promise(() => {})
        },
      }),
    })
    void bench.runs.revert({ id: run.id, head: headOf(run), ...ofLine(3) })
    await reached.promise
    const next = await restart(bench)
    const after = await next.runs.get(run.id)
    expect(after.headCommit).toBe(await git(folder, 'rev-parse', 'HEAD'))
    expect(await git(folder, 'rev-list', '--count', `${headOf(run)}..HEAD`)).toBe(isMade ? '1' : '0')
    expect(await isClean(folder)).toBe(true)
    const again = await next.runs.revert({ id: run.id, head: headOf(run), ...ofLine(3) })
    expect(await git(folder, 'rev-list', '--count', `${headOf(run)}..${headOf(again)}`)).toBe('1')
    expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe(lines([20, 'twenty']))
  })
})

/** A picture of one pixel. */
const DOT = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='

it('tells what has changed since an earlier run, what programs wrote, and what is only white space', async () => {
  const { bench, run } = await reviewed()
  bench.agent.onTurn = async ({ open: { directory } }) => {
    await writeFile(join(directory, 'a.txt'), lines([3, 'three'], [10, '  line  10'], [20, 'twenty']))
    await mkdir(join(directory, 'made'))
    await writeFile(join(directory, 'made', 'x.ts'), 'x\n')
    await writeFile(join(directory, 'dot.png'), Buffer.from(DOT, 'base64'))
    await writeFile(
      join(directory, '.gitattributes'),
      'made/** linguist-generated\nyarn.lock -linguist-generated\n',
    )
    for (const name of ['package-lock.json', 'yarn.lock']) await writeFile(join(directory, name), '{}\n')
    return { kind: 'completed', text: 'Done.' }
  }
  const next = await bench.until((await bench.runs.sendBack(run.id, 'More.')).id, 'succeeded')
  const since = await bench.runs.diff(next.id, { since: run.id })
  expect(since.baseCommit).toBe(run.headCommit)
  expect(since.files.map(({ path, generated }) => [path, generated])).toEqual([
    ['.gitattributes', undefined],
    ['a.txt', undefined],
    ['dot.png', undefined],
    ['made/x.ts', 'attribute'],
    ['package-lock.json', 'lockfile'],
    ['yarn.lock', undefined],
  ])
  const ignored = await bench.runs.diff(next.id, { since: run.id, ignoreSpace: true })
  expect(ignored.files.find(({ path }) => path === 'a.txt')).toMatchObject({ additions: 0, onlySpace: true })
  expect(ignored.files.find(({ path }) => path === 'made/x.ts')?.patch).toContain('+x')
  const all = await bench.runs.diff(next.id, { ignoreSpace: true })
  expect(all.files.find(({ path }) => path === 'a.txt')).toMatchObject({ additions: 2, deletions: 2 })
  expect(await bench.runs.diff(run.id, { since: next.id }).catch(code)).toBe('BAD_REQUEST')

  const file = (path: string) => bench.projects.file({ id: bench.projectId, commit: headOf(next), path })
  expect(await file('made/x.ts')).toMatchObject({ bytes: 2, text: 'x\n', picture: null })
  expect(await file('dot.png')).toMatchObject({ text: null, picture: { mime: 'image/png', data: DOT } })
  expect(await file('made').catch(code)).toBe('NOT_FOUND')
  expect(await file(':(top)a.txt').catch(code)).toBe('NOT_FOUND')
})

describe('the check, once more', () => {
  it('streams, is told on the run, and can be broken off', async () => {
    const { bench, run } = await reviewed()
    const setCheck = (checkCommand: string | null) =>
      bench.projects.update({ id: bench.projectId, checkCommand })
    expect(await message(bench.runs.check(run.id))).toMatch('has no check command')
    const ended = () =>
      bench.when(async () => {
        const { recheck, checkPassed } = await bench.runs.get(run.id)
        return recheck === null || recheck.status === 'running' ? undefined : { ...recheck, checkPassed }
      })

    await setCheck('echo so far; grep three a.txt')
    expect((await bench.runs.check(run.id)).recheck).toMatchObject({
      status: 'running',
      commit: run.headCommit,
    })
    expect(await ended()).toMatchObject({
      status: 'passed',
      exitCode: 0,
      checkPassed: true,
      endedAt: expect.any(String),
    })
    const output = (await bench.log(run.id)).filter((item) => item.kind === 'command_output')
    expect(output.map((item) => item.kind === 'command_output' && item.text).join('')).toContain('so far')

    await setCheck('echo "error: it breaks"; exit 3')
    await bench.runs.check(run.id)
    expect(await ended()).toMatchObject({
      status: 'failed',
      exitCode: 3,
      checkPassed: false,
      output: 'error: it breaks',
    })

    await setCheck('sleep 60')
    await bench.runs.check(run.id)
    expect((await bench.runs.stopCheck(run.id)).recheck).toMatchObject({ status: 'ended', exitCode: null })
    // What it was before is what is known of the work.
    expect(await bench.runs.get(run.id)).toMatchObject({ checkPassed: false, lastAction: null })

    // A part that is taken back ends a check: what it read is another thing by then.
    await bench.runs.check(run.id)
    const after = await bench.runs.revert({ id: run.id, head: headOf(run), ...ofLine(3) })
    expect(after).toMatchObject({ recheck: null, checkPassed: null })

    // As a crash leaves it.
    await bench.runs.check(run.id)
    const { recheck } = await bench.store.db
      .selectFrom('runs')
      .select('recheck')
      .where('id', '=', run.id)
      .executeTakeFirstOrThrow()
    await bench.runs.stopCheck(run.id)
    await bench.store.write((tx) =>
      tx.db.updateTable('runs').set({ recheck }).where('id', '=', run.id).execute(),
    )
    const next = await restart(bench)
    expect((await next.runs.get(run.id)).recheck).toMatchObject({
      status: 'ended',
      endedAt: expect.any(String),
    })
  })
})

it('opens what lies in the worktree, and nothing else', async () => {
  const { bench, run, folder } = await reviewed()
  const opened: FilePlace[] = []
  const at = {
    runs: bench.runs,
    settings: bench.settings,
    platform: { openFile: async (place: FilePlace) => void opened.push(place) },
  } as unknown as Parameters<typeof openFile>[0]
  const openAt = (path: string, line?: number) => openFile(at, { runId: run.id, path, line })

  await mkdir(join(folder, 'sub'))
  await writeFile(join(folder, 'sub', '-x; $(y).txt'), '')
  await symlink('/etc/passwd', join(folder, 'out'))
  await symlink('..', join(folder, 'sub', 'up'))
  await symlink('../a.txt', join(folder, 'sub', 'in'))
  await symlink('loop', join(folder, 'loop'))
  expect(await openAt('sub/-x; $(y).txt', 7)).toEqual({ path: join(folder, 'sub', '-x; $(y).txt') })
  expect(await openAt('sub/in')).toEqual({ path: join(folder, 'a.txt') })
  expect(opened).toEqual([
    { folder, path: join(folder, 'sub', '-x; $(y).txt'), line: 7 },
    { folder, path: join(folder, 'a.txt'), line: 1 },
  ])
  const refused: [path: string, why: string][] = [
    [`${'../'.repeat(20)}etc/passwd`, 'BAD_REQUEST'],
    ['/etc/passwd', 'BAD_REQUEST'],
    ['out', 'BAD_REQUEST'],
    ['sub/up/../../x', 'NOT_FOUND'],
    ['sub', 'BAD_REQUEST'],
    ['.', 'BAD_REQUEST'],
    ['loop', 'NOT_FOUND'],
    ['old.txt', 'NOT_FOUND'],
    ['a.txt/x', 'NOT_FOUND'],
    ['x'.repeat(4000), 'NOT_FOUND'],
  ]
  for (const [path, why] of refused) expect([path, await openAt(path).catch(code)]).toEqual([path, why])
  expect(opened).toHaveLength(2)
})
