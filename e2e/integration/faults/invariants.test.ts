import { afterAll, beforeAll, expect, it } from 'vitest'
import { spawn } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Evidence, type RunRow, readEvidence } from '../../faults/invariants/evidence.ts'
import { finishedLogViolations, logViolations } from '../../faults/invariants/log.ts'
import { placeViolations } from '../../faults/invariants/places.ts'
import { rowViolations } from '../../faults/invariants/rows.ts'
import { workViolations } from '../../faults/invariants/work.ts'
import { violations } from '../../faults/invariants.ts'
import { World } from '../../faults/scenario.ts'
import { git } from '../../support/repository.ts'
import { bash, practiceProject } from '../../support/scripted.ts'

// The invariants see what they are there for: each fault is put into what a real host has left.

let world: World
let sound: Evidence

beforeAll(async () => {
  world = await World.make()
  const host = await world.start()
  const { task } = await practiceProject(host.client, world.repo)
  const { id } = await task('Count', bash('echo one >> count.txt'), { text: 'Counted, all of it.' })
  const run = await host.client.tasks.execute({ id })
  await host.runWith(run.id, 'succeeded')
  await world.stop()
  const evidence = readEvidence(world.dataFolder)
  if (evidence === null) throw new Error('the host has left no database')
  sound = evidence
})
afterAll(() => world.close())

/** The evidence with a fault in it. */
const spoilt = (spoil: (evidence: Evidence, run: RunRow) => void): Evidence => {
  const copy = structuredClone(sound)
  const [run] = copy.runs
  if (run !== undefined) spoil(copy, run)
  return copy
}
const logOf = (evidence: Evidence, { id }: RunRow) => evidence.logs.get(id) ?? []

it('find nothing where nothing is wrong', async () => {
  expect(await violations(world)).toEqual([])
})

it('see a gap, a double prompt and tokens counted twice', () => {
  const gap = spoilt((evidence, run) => logOf(evidence, run).splice(1, 1))
  expect(logViolations(gap).join()).toMatch(/in place 2/)
  const again = spoilt((evidence, run) => {
    const log = logOf(evidence, run)
    const prompt = log.find(({ kind }) => kind === 'prompt')
    if (prompt !== undefined) log.push({ ...prompt, seq: log.length + 1 })
  })
  expect(logViolations(again).join()).toMatch(/told its task 2 times/)
  const tokens = spoilt((_evidence, run) => (run.output_tokens += 1))
  expect(logViolations(tokens).join()).toMatch(/tokens, its log says/)
})

it('see what the agent said and the log does not have', () => {
  const lacking = spoilt((evidence, run) => {
    evidence.logs.set(
      run.id,
      logOf(evidence, run).filter(({ kind }) => kind !== 'text'),
    )
  })
  expect(finishedLogViolations(lacking).join()).toMatch(/lacks text/)
  const asked = spoilt((evidence, { session_id }) => {
    const prompts = evidence.agent.prompts.get(session_id ?? '') ?? []
    prompts.push(...prompts)
  })
  expect(finishedLogViolations(asked).join()).toMatch(/was told its task 2 times/)
})

it('see work that was done twice, or never', async () => {
  const [run] = sound.runs
  const file = join(run?.worktree_path ?? '', 'count.txt')
  await writeFile(file, 'one\none\n')
  expect((await workViolations(sound)).join()).toMatch(/“one” 2 times, of 1 calls done/)
  await writeFile(file, '')
  expect((await workViolations(sound)).join()).toMatch(/“one” 0 times/)
  await writeFile(file, 'one\n')
})

it('see a run that hangs and a task that says otherwise', () => {
  const hanging = spoilt((_evidence, run) => (run.status = 'running'))
  expect(rowViolations(hanging, new Set()).join()).toMatch(/is running at step done.*is said to be succeeded/)
  const silent = spoilt((_evidence, run) => (run.status = 'waiting'))
  expect(rowViolations(silent, new Set(silent.runs.map(({ id }) => id))).join()).toMatch(/asks nothing/)
})

it('see a run that is over and asks or has no end, a feed with a gap and a damaged database', () => {
  const asking = spoilt(({ requests }, { id }) => requests.push({ id: 'x', run_id: id, answer: null }))
  expect(rowViolations(asking, new Set()).join()).toMatch(/is over and has 1 requests/)
  const endless = spoilt((_evidence, run) => (run.ended_at = null))
  expect(rowViolations(endless, new Set()).join()).toMatch(/has no end/)
  const gap = spoilt(({ feed }) => (feed.count -= 1))
  expect(rowViolations(gap, new Set()).join()).toMatch(/the feed has/)
  const damaged = spoilt(({ quickCheck }) => quickCheck.push('page 3 is never used'))
  expect(rowViolations(damaged, new Set()).join()).toMatch(/page 3/)
})

it('see a tool that never ended, and a task that was never told', () => {
  const open = spoilt((evidence, run) => {
    for (const item of logOf(evidence, run)) if (item.kind === 'tool') item.state = 'running'
  })
  expect(finishedLogViolations(open).join()).toMatch(/is over, but its tool bash is running/)
  const untold = spoilt(({ agent }) => agent.prompts.clear())
  expect(finishedLogViolations(untold).join()).toMatch(/was never told its task/)
})

it('see a second commit, a head that moved and a merge that was not made', async () => {
  const [run] = sound.runs
  const worktree = run?.worktree_path ?? ''
  const merged = spoilt((_evidence, one) => (one.merged_commit = one.head_commit))
  expect((await workViolations(merged)).join()).toMatch(/is said to be merged, but/)
  const again = ['--allow-empty', '--no-verify', '-m', 'Again\n\nCo-authored-by: OpenCode <a@b.c>']
  await git(worktree, 'commit', '--quiet', ...again)
  expect((await workViolations(sound)).join()).toMatch(/has 2 commits of 1 runs.*its branch is at/)
  await git(worktree, 'reset', '--quiet', '--hard', run?.head_commit ?? '')
  expect(await workViolations(sound)).toEqual([])
})

it('see a process, a worktree, a registration and a branch that are left, and a trash without its ref', async () => {
  const hostId = (await readFile(join(world.dataFolder, 'host-id'), 'utf8')).trim()
  const left = spawn('sleep', ['60'], { env: { ...process.env, LEFT_BY: hostId }, stdio: 'ignore' })
  const stray = join(world.dataFolder, 'worktrees', 'X', 'stray')
  await mkdir(stray, { recursive: true })
  const gone = join(world.dataFolder, 'gone')
  await git(world.repo, 'worktree', 'add', '--quiet', '-b', 'openlinear/nobodys', gone)
  await rm(gone, { recursive: true })
  const trashed = spoilt(({ trash }, run) =>
    trash.push({
      id: 'lost-ref',
      run_id: run.id,
      project_id: run.project_id,
      commit_id: run.head_commit ?? '',
    } as (typeof trash)[number]),
  )
  try {
    await expect
      .poll(async () => (await placeViolations(world, trashed)).join())
      .toMatch(/process \d+ is left: sleep 60/)
    const found = (await placeViolations(world, trashed)).join()
    expect(found).toMatch(/a worktree is left: .*stray/)
    expect(found).toMatch(/a worktree’s registration is left/)
    expect(found).toMatch(/no run has the branch openlinear\/nobodys/)
    expect(found).toMatch(/the trash names lost-ref/)
    const discarded = spoilt((_evidence, run) => (run.discarded_at = run.ended_at))
    expect((await placeViolations(world, discarded)).join()).toMatch(
      /is put away, but has its worktree still/,
    )
  } finally {
    left.kill('SIGKILL')
    await rm(stray, { recursive: true })
    await git(world.repo, 'worktree', 'prune')
    await git(world.repo, 'branch', '--quiet', '-D', 'openlinear/nobodys')
  }
})

it('see a host that died by itself, and a data folder without a database', async () => {
  world.troubles.push('a host ended with 1: boom')
  expect(await violations(world)).toContain('a host ended with 1: boom')
  world.troubles.pop()
  const empty = await World.make()
  expect(await violations(empty)).toEqual(['there is no database'])
  await empty.close()
})

it('see a lock, a ref that nobody names and a change of the user’s checkout', async () => {
  await writeFile(join(world.repo, '.git/refs/heads/main.lock'), '')
  await git(world.repo, 'update-ref', 'refs/openlinear/trash/lost', 'HEAD')
  await writeFile(join(world.repo, 'mine.txt'), '')
  const found = (await placeViolations(world, sound)).join()
  expect(found).toMatch(/a lock is left/)
  expect(found).toMatch(/no row names refs\/openlinear\/trash\/lost/)
  expect(found).toMatch(/the user’s checkout was/)
})
