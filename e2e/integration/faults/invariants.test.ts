import { afterAll, beforeAll, expect, it } from 'vitest'
import { writeFile } from 'node:fs/promises'
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
