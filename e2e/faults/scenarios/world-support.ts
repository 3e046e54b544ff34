import assert from 'node:assert/strict'
import type { Run } from '#shared/runs.ts'
import type { TestHost } from '../../support/host.ts'
import { git } from '../../support/repository.ts'
import { write } from '../../support/scripted.ts'
import { setStage, type Stage } from '../agent.ts'
import type { World } from '../scenario.ts'

/** A stage whose user has another branch than the base checked out, so that merging moves no checkout. */
export async function setFreeStage(world: World): Promise<Stage> {
  await git(world.repo, 'checkout', '--quiet', '-b', 'elsewhere')
  await world.rememberCheckout()
  const stage = await setStage(world, {}, { defaultBranch: 'main' })
  await stage.host.client.settings.update({ parallelLimit: 6, fetchBeforeRun: false })
  return stage
}

/** Each task its own file, so that all of them can be merged. */
export const work = (name: string) => [write(`${name}.txt`, `${name}\n`), { text: 'Done.' }]

/** Runs that have done the {@link work} of their names, in review. */
export async function inReview(stage: Stage, names: readonly string[]): Promise<Run[]> {
  const started = []
  for (const name of names) started.push(await stage.start(name, ...work(name)))
  return Promise.all(started.map((run) => succeeds(stage.host, run)))
}

/** Waits until the run is over and gives it. */
export const over = (host: TestHost, run: Run): Promise<Run> =>
  host.runWith(run.id, 'succeeded', 'failed', 'cancelled')

/** Waits for a run that succeeds. */
export async function succeeds(host: TestHost, run: Run): Promise<Run> {
  const ended = await host.runWith(run.id, 'succeeded', 'failed', 'cancelled', 'waiting')
  const { status, failure, waiting } = ended
  assert.deepEqual({ status, failure, waiting }, { status: 'succeeded', failure: null, waiting: null })
  return ended
}

/** Merges a run with a merge commit and checks that its work is in the base branch. */
export async function lands({ host, world }: Stage, run: Run): Promise<void> {
  const { commit } = await host.client.runs.merge({ id: run.id })
  await git(world.repo, 'merge-base', '--is-ancestor', commit, 'refs/heads/main')
  assert.equal(await git(world.repo, 'show', `main:count.txt`), 'once')
}

/** The absolute path of a run's worktree. */
export function worktreeOf(run: Run): string {
  assert.ok(run.worktreePath, 'the run has no worktree')
  return run.worktreePath
}
