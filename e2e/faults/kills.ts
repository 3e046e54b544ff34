import { rename } from 'node:fs/promises'
import { git } from '../support/repository.ts'
import { practiceProject } from '../support/scripted.ts'
import { violations, violationsBetween } from './invariants.ts'
import { readEvidence } from './invariants/evidence.ts'
import { lastStates } from './invariants/log.ts'
import { type Death, live } from './kills-life.ts'
import { type Batch, describe, type Life, makePlan } from './kills-plan.ts'
import { CHECK, FILES, SETUP } from './kills-tasks.ts'
import { User } from './kills-user.ts'
import { World } from './scenario.ts'
import { seconds } from './table.ts'
import { abortOf } from './broken-off.ts'

export interface CampaignOptions {
  seed: number
  kills: number
  /** Batches at a time, each in a world of its own; 1 by default. */
  jobs?: number
  /** Whether the folders of a batch that violates something stay. */
  keep?: boolean
  /** Breaks the campaign off: what is known by then is answered at once. */
  signal?: AbortSignal
}

/** What a campaign came to. */
export interface Campaign {
  kills: number
  /** Lives whose moment never came; they were killed when all was at rest. */
  missed: number
  runs: number
  /** Kills by where and how, such as `turn:worked` by `host`. */
  hits: Map<string, Map<string, number>>
  violations: string[]
  /** Batches that were broken off or not begun: nothing is known of them. */
  cut: number
}

/** What a start takes before one was measured, in milliseconds. */
const START_MS = 1_500
/** Longest that the undisturbed life after the last kill may take. */
const END_MS = 240_000

/**
 * Kills hosts as the seed says, each in the middle of real work, and looks at what is left after each life
 * and, more closely, when the last host of a batch has brought everything to its end.
 *
 * @param say told of each life
 */
export async function killCampaign(
  { seed, kills, jobs = 1, keep = false, signal = new AbortController().signal }: CampaignOptions,
  say: (line: string) => void,
): Promise<Campaign> {
  const campaign: Campaign = { kills: 0, missed: 0, runs: 0, hits: new Map(), violations: [], cut: 0 }
  const left = [...makePlan(seed, kills).entries()]
  campaign.cut = left.length
  const work = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [index, batch] = next
      const began = performance.now()
      const tell = (line: string) => signal.aborted || say(`batch ${index + 1} ${line}`)
      const found = await runBatch(batch, campaign, tell, { keep, signal })
      // What hosts do that are ended under it is no violation.
      if (signal.aborted) return
      campaign.cut -= 1
      tell(`${found.length === 0 ? 'holds' : 'VIOLATED'} (${seconds(performance.now() - began)})`)
      campaign.violations.push(...found.map((one) => `seed ${seed}, batch ${index + 1}: ${one}`))
    }
  }
  await Promise.race([Promise.all(Array.from({ length: jobs }, work)), abortOf(signal)])
  return campaign
}

async function runBatch(
  batch: Batch,
  campaign: Campaign,
  say: (line: string) => void,
  { keep, signal }: { keep: boolean; signal: AbortSignal },
): Promise<string[]> {
  const world = await World.make(FILES)
  const found: string[] = []
  try {
    // So that merges need not move the user's checkout.
    await git(world.repo, 'checkout', '--quiet', '-b', 'mine')
    await world.rememberCheckout()
    const user = await prepare(world, batch)
    let startMs = START_MS
    for (const [index, life] of batch.lives.entries()) {
      const began = performance.now()
      const death = await live(world, user, life, startMs)
      startMs = death.readyMs ?? startMs
      note(campaign, life, death)
      const took = seconds(performance.now() - began)
      say(`life ${index + 1}: ${describe(life)} (${took}${death.hit ? '' : ', missed'})`)
      found.push(...violationsBetween(world).map((one) => `after life ${index + 1}: ${one}`))
    }
    await finish(world, user, campaign, found)
  } catch (error) {
    found.push(`the batch broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  }
  await world.stop()
  if (signal.aborted) {
    await world.close()
    return []
  }
  for (const one of found) say(`VIOLATED ${one}`)
  if (keep && found.length > 0) {
    for (const folder of [world.dataFolder, world.repo]) await rename(folder, `${folder}.kept`)
    say(`kept at ${world.dataFolder}.kept and ${world.repo}.kept`)
  }
  await world.close()
  return found
}

async function prepare(world: World, { setup, check }: Batch): Promise<User> {
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

/** The life that nothing disturbs, and a close look afterwards. */
async function finish(world: World, user: User, campaign: Campaign, found: string[]): Promise<void> {
  const last = await world.start()
  const rested = await user.live(
    last,
    { tasks: [], act: null, answers: true },
    () => {},
    AbortSignal.timeout(END_MS),
  )
  if (!rested) found.push('the last host did not come to rest')
  await world.stop()
  found.push(...(await violations(world)))
  const evidence = readEvidence(world.dataFolder)
  campaign.runs += evidence?.runs.length ?? 0
  found.push(
    ...(await user.complaints((runId) => {
      const tools = [...lastStates(evidence?.logs.get(runId) ?? []).values()]
      const commands = tools.map(({ input }) => (typeof input?.command === 'string' ? input.command : ''))
      const labels = commands.flatMap((one) =>
        [...one.matchAll(/echo (\S+) >> count\.txt/g)].map(([, label]) => label ?? ''),
      )
      // A call that was cut before its input was known.
      const unknown = tools.filter(({ input }) => input === undefined).length
      return { labels: new Set(labels), unknown }
    })),
  )
}

function note(campaign: Campaign, { at, how }: Life, { hit }: Death): void {
  campaign.kills += 1
  if (!hit) campaign.missed += 1
  const where = hit ? ('point' in at ? at.point : at.kind) : 'at rest'
  const row = campaign.hits.get(where) ?? new Map<string, number>()
  campaign.hits.set(where, row.set(how, (row.get(how) ?? 0) + 1))
}
