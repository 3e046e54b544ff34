import { practiceProject } from '../support/scripted.ts'
import { type Campaign, type CampaignOptions, playAll, type Story } from './kills-campaign.ts'
import { lastStates } from './invariants/log.ts'
import { describe, type Life, makePlan, type StoryPlan } from './kills-plan.ts'
import { CHECK, FILES, SETUP } from './kills-tasks.ts'
import { User } from './kills-user.ts'
import type { World } from './scenario.ts'

/**
 * Kills hosts as the seed says, each in the middle of real work.
 *
 * @param say told of each life
 */
export function killCampaign(options: CampaignOptions, say: (line: string) => void): Promise<Campaign> {
  return playAll(makePlan(options.seed, options.kills).map(storyOf), options, say)
}

function storyOf(plan: StoryPlan): Story<Life, User> {
  return {
    files: FILES,
    lives: plan.lives,
    describe,
    prepare: (world) => prepare(world, plan),
    last: { tasks: [], act: null, answers: true },
    complaints: (user, evidence) =>
      user.complaints((runId) => {
        const tools = [...lastStates(evidence?.logs.get(runId) ?? []).values()]
        const commands = tools.map(({ input }) => (typeof input?.command === 'string' ? input.command : ''))
        const labels = commands.flatMap((one) =>
          [...one.matchAll(/echo (\S+) >> count\.txt/g)].map(([, label]) => label ?? ''),
        )
        // A call that was cut before its input was known.
        const unknown = tools.filter(({ input }) => input === undefined).length
        return { labels: new Set(labels), unknown }
      }),
  }
}

async function prepare(world: World, { setup, check }: StoryPlan): Promise<User> {
  const host = await world.start()
  await host.client.settings.update({ parallelLimit: 3, maxFixAttempts: 5 })
  const { projectId } = await practiceProject(host.client, world.repo, {
    defaultBranch: 'main',
    setupCommand: setup ? SETUP : null,
    checkCommand: check ? CHECK : null,
  })
  await host.stop()
  return new User(world, projectId)
}
