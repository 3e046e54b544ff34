import { rename } from 'node:fs/promises'
import { git } from '../support/repository.ts'
import { violations, violationsBetween } from './invariants.ts'
import { type Evidence, readEvidence } from './invariants/evidence.ts'
import { type Death, type Inhabitant, live } from './kills-life.ts'
import type { Kill } from './kills-plan.ts'
import { abortOf } from './broken-off.ts'
import { World } from './scenario.ts'
import { seconds } from './table.ts'

export interface CampaignOptions {
  seed: number
  kills: number
  /** Stories at a time, each in a world of its own; 1 by default. */
  jobs?: number
  /** Whether the folders of a story that violates something stay. */
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
  /** Stories that were broken off or not begun: nothing is known of them. */
  cut: number
}

/** Lives of hosts in one world, one after the other; then one that nothing disturbs. */
export interface Story<Life extends Kill, User extends Inhabitant<Life>> {
  /** Of the world's repository. */
  files: Record<string, string>
  lives: readonly Life[]
  /** The life that nothing disturbs, which brings everything to its end. */
  last: Omit<Life, keyof Kill>
  /** One line. */
  describe(life: Life): string
  /** Makes what the lives work with. */
  prepare(world: World): Promise<User>
  /** What did not come out as it should, beside the invariants. */
  complaints(user: User, evidence: Evidence | null): Promise<string[]>
}

/** What a start takes before one was measured, in milliseconds. */
const START_MS = 1_500
/** Longest that the undisturbed life after the last kill may take. */
const END_MS = 240_000

/**
 * Plays stories and looks at what is left after each life and, more closely, when the last host of a story has
 * brought everything to its end.
 *
 * @param say told of each life
 */
export async function playAll<Life extends Kill, User extends Inhabitant<Life>>(
  stories: readonly Story<Life, User>[],
  { seed, jobs = 1, keep = false, signal = new AbortController().signal }: CampaignOptions,
  say: (line: string) => void,
): Promise<Campaign> {
  const campaign: Campaign = { kills: 0, missed: 0, runs: 0, hits: new Map(), violations: [], cut: 0 }
  const left = [...stories.entries()]
  campaign.cut = left.length
  const work = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [index, story] = next
      const began = performance.now()
      const tell = (line: string) => signal.aborted || say(`story ${index + 1} ${line}`)
      const found = await play(story, campaign, tell, { keep, signal })
      // What hosts do that are ended under it is no violation.
      if (signal.aborted) return
      campaign.cut -= 1
      tell(`${found.length === 0 ? 'holds' : 'VIOLATED'} (${seconds(performance.now() - began)})`)
      campaign.violations.push(...found.map((one) => `seed ${seed}, story ${index + 1}: ${one}`))
    }
  }
  await Promise.race([Promise.all(Array.from({ length: jobs }, work)), abortOf(signal)])
  return campaign
}

async function play<Life extends Kill, User extends Inhabitant<Life>>(
  story: Story<Life, User>,
  campaign: Campaign,
  say: (line: string) => void,
  { keep, signal }: { keep: boolean; signal: AbortSignal },
): Promise<string[]> {
  const world = await World.make(story.files)
  const found: string[] = []
  try {
    // So that merges need not move the user's checkout.
    await git(world.repo, 'checkout', '--quiet', '-b', 'mine')
    await world.rememberCheckout()
    const user = await story.prepare(world)
    let startMs = START_MS
    for (const [index, life] of story.lives.entries()) {
      const began = performance.now()
      const death = await live(world, user, life, startMs)
      startMs = death.readyMs ?? startMs
      note(campaign, life, death)
      const took = seconds(performance.now() - began)
      say(`life ${index + 1}: ${story.describe(life)} (${took}${death.hit ? '' : ', missed'})`)
      found.push(...violationsBetween(world).map((one) => `after life ${index + 1}: ${one}`))
    }
    const began = performance.now()
    const rested = await user.live(await world.start(), story.last, () => {}, AbortSignal.timeout(END_MS))
    say(`came to its end in ${seconds(performance.now() - began)}`)
    if (!rested) found.push('the last host did not come to rest')
    await world.stop()
    found.push(...(await violations(world)))
    const evidence = readEvidence(world.dataFolder)
    campaign.runs += evidence?.runs.length ?? 0
    found.push(...(await story.complaints(user, evidence)))
  } catch (error) {
    found.push(`the story broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
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

function note(campaign: Campaign, { at, how }: Kill, { hit }: Death): void {
  campaign.kills += 1
  if (!hit) campaign.missed += 1
  const where = hit ? ('point' in at ? at.point : at.kind) : 'at rest'
  const row = campaign.hits.get(where) ?? new Map<string, number>()
  campaign.hits.set(where, row.set(how, (row.get(how) ?? 0) + 1))
}
