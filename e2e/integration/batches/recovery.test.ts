import { expect, it } from 'vitest'
import { isBatchOver } from '#shared/batch-words.ts'
import { stageOn } from '../../faults/agent.ts'
import {
  BATCH_POINTS,
  type BatchLife,
  type BatchStoryPlan,
  type PlannedBatch,
  RESOLVING_POINTS,
} from '../../faults/batch-kills-plan.ts'
import type { BatchTaskKind } from '../../faults/batch-kills-tasks.ts'
import { playBatches } from '../../faults/batch-kills.ts'
import { violations } from '../../faults/invariants.ts'
import { World } from '../../faults/scenario.ts'
import { approveAll, ASK, batchWith, makeBatch, statusesOf } from '../../faults/scenarios/batch-support.ts'
import { setFreeStage } from '../../faults/scenarios/world-support.ts'
import { bash } from '../../support/scripted.ts'
import { isSlow } from '../../support/slow.ts'

/** Ends with a task that depends on the first one. */
const batchOf = (mode: PlannedBatch['mode'], kinds: readonly BatchTaskKind[]): PlannedBatch => ({
  mode,
  autoApprove: false,
  parallelLimit: 3,
  resolves: true,
  tasks: [...kinds.map((kind) => ({ kind, dependsOn: [] })), { kind: 'plain', dependsOn: [0] }],
  // A merge into the base would mend a branch that was left behind.
  isMerged: mode === 'parallel',
})

const killAt = (point: string, index: number): BatchLife => ({
  at: { kind: 'journal', point, nth: 1 },
  // Both ways are among every second moment.
  how: index % 4 < 2 ? 'host' : 'group',
  restMs: 0,
  act: null,
})

/** The moments of a conflict, from the run that resolves it to the branch. */
const RESOLVING = [
  'batch:resolving',
  'session:worked',
  'turn:worked',
  'commit:worked',
  'commit:written',
  'batch:resolved',
  'batch:written',
]

const plans: Record<PlannedBatch['mode'], BatchStoryPlan> = {
  // With work that is given back, and a conflict that an agent resolves.
  parallel: {
    setup: false,
    batches: [batchOf('parallel', ['left', 'right', 'clash', 'clash'])],
    lives: BATCH_POINTS.filter((point) => !RESOLVING_POINTS.has(point))
      .flatMap((point) => (point === 'batch:checked as a whole' ? [...RESOLVING, point] : [point]))
      .map(killAt),
  },
  // With approvals. The last task, too, is killed when its merge is written and the branch has not moved.
  queue: {
    setup: true,
    batches: [batchOf('queue', ['clash', 'clash'])],
    lives: BATCH_POINTS.filter((point) => point !== 'batch:given back' && !RESOLVING_POINTS.has(point))
      .flatMap((point) => (point === 'batch:checked as a whole' ? ['batch:written', point] : [point]))
      .map(killAt),
  },
  // One run: it is taken once, so that the kill between its outcome and the branch needs another batch.
  combined: {
    setup: true,
    batches: [batchOf('combined', ['left', 'right', 'nothing']), batchOf('combined', ['plain'])],
    // The final check is that of the other modes.
    lives: [
      'created',
      'started',
      'integrated',
      'verified',
      'written',
      'branch',
      'ending',
      'cleaned',
      'moved',
    ].map((moment, index) => killAt(`batch:${moment}`, index)),
  },
}

/** On each push one mode at every fifth moment; all of them are killed at random moments by `faults/batches`, too. */
const livesOf = ({ lives }: BatchStoryPlan) => (isSlow ? lives : lives.filter((_, index) => index % 5 === 0))
const MODES = isSlow ? (['parallel', 'queue', 'combined'] as const) : (['parallel'] as const)

it.concurrent.each(MODES)(
  `a %s batch that is killed at ${isSlow ? 'every' : 'every fifth'} moment of its journal ends as the undisturbed one`,
  { timeout: 300_000 },
  async (mode) => {
    const lives: string[] = []
    const plan = { ...plans[mode], lives: livesOf(plans[mode]) }
    const campaign = await playBatches([plan], { seed: 0, kills: 0 }, (line) => lives.push(line))
    expect(campaign.violations, lives.join('\n')).toEqual([])
    expect(campaign.missed, lives.join('\n')).toBe(0)
  },
)

it.concurrent('a cancel and a pause that are killed halfway are brought to their end', {
  timeout: 300_000,
}, async () => {
  const world = await World.make()
  try {
    const stage = await setFreeStage(world)
    const { id } = await makeBatch(stage, 'parallel', ['one', 'two', 'three'], { two: ASK })
    await batchWith(stage.host, id, (batch) => statusesOf(batch).join() === 'merged,waiting,completed')
    await stage.host.stop()

    const cancelling = await world.start({ OPENLINEAR_KILL_AT: 'batch:ending' })
    await expect(cancelling.client.batches.cancel({ id })).rejects.toThrow()
    expect(await cancelling.wasKilledAt('batch:ending')).toBe(true)
    const cancelled = await world.start()
    const ended = await batchWith(cancelled, id, ({ status }) => isBatchOver(status))
    expect([ended.status, ...statusesOf(ended)]).toEqual(['cancelled', 'merged', 'cancelled', 'cancelled'])

    const slow = { four: bash('sleep 3') }
    const next = await makeBatch(stageOn(world, cancelled, stage.project), 'queue', ['four', 'five'], slow)
    const { tasks } = await batchWith(cancelled, next.id, (batch) => batch.tasks[0]?.status === 'running')
    await cancelled.logItem(tasks[0]?.runId ?? '', (item) => item.kind === 'tool' && item.state === 'running')
    await cancelled.client.batches.pause({ id: next.id })
    await cancelled.killGroup()

    const host = await world.start()
    const paused = await batchWith(host, next.id, (batch) => batch.tasks[0]?.status === 'waiting')
    expect(paused.status).toBe('paused')
    await host.client.batches.resume({ id: next.id })
    const all = await approveAll({ stage, host, batch: next })
    expect([all.status, ...statusesOf(all)]).toEqual(['completed', 'merged', 'merged'])
    await world.stop()
    expect(await violations(world)).toEqual([])
  } finally {
    await world.close()
  }
})
