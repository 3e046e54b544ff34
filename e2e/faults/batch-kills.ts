import { practiceProject } from '../support/scripted.ts'
import { type BatchLife, type BatchStoryPlan, describeLife, makeBatchPlan } from './batch-kills-plan.ts'
import { CHECK, FILES, scriptOf } from './batch-kills-tasks.ts'
import { BatchUser, type MadeBatch } from './batch-kills-user.ts'
import { type Campaign, type CampaignOptions, playAll, type Story } from './kills-campaign.ts'
import { SETUP } from './kills-tasks.ts'
import type { World } from './scenario.ts'

/**
 * Kills hosts as the seed says, in the middle of batches: each has to end as it would have undisturbed.
 *
 * @param say told of each life
 */
export function batchKillCampaign(options: CampaignOptions, say: (line: string) => void): Promise<Campaign> {
  return playBatches(makeBatchPlan(options.seed, options.kills), options, say)
}

export function playBatches(
  plans: readonly BatchStoryPlan[],
  options: CampaignOptions,
  say: (line: string) => void,
): Promise<Campaign> {
  return playAll(plans.map(storyOf), options, say)
}

function storyOf(plan: BatchStoryPlan): Story<BatchLife, BatchUser> {
  return {
    files: FILES,
    lives: plan.lives,
    last: { act: null },
    describe: describeLife,
    prepare: (world) => prepare(world, plan),
    complaints: (user) => user.complaints(),
  }
}

async function prepare(world: World, { setup, batches }: BatchStoryPlan): Promise<BatchUser> {
  const host = await world.start()
  await host.client.settings.update({ parallelLimit: 3, maxBatchSize: 10, fetchBeforeRun: false })
  const { task } = await practiceProject(host.client, world.repo, {
    defaultBranch: 'main',
    setupCommand: setup ? SETUP : null,
    checkCommand: CHECK,
    // Every task that is merged counts itself in.
    finalCheckCommand: 'test -s count.txt',
  })
  const made: MadeBatch[] = []
  for (const [index, batch] of batches.entries()) {
    const taskIds: string[] = []
    for (const { kind, dependsOn } of batch.tasks) {
      const name = `b${index + 1}-t${taskIds.length + 1}-${kind}`
      const { id } = await task(name, ...scriptOf(kind, name, index + 1))
      const parents = dependsOn.map((place) => taskIds[place] ?? '')
      if (parents.length > 0) await host.client.tasks.update({ id, dependsOn: parents })
      taskIds.push(id)
    }
    made.push({ ...batch, taskIds })
  }
  await host.stop()
  return new BatchUser(world, made)
}
