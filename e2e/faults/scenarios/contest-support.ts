import { isContestOver } from '#shared/contest-words.ts'
import type { Contest } from '#shared/contests.ts'
import type { TestHost } from '../../support/host.ts'
import { bash } from '../../support/scripted.ts'
import type { Stage } from '../agent.ts'
import type { World } from '../scenario.ts'
import { type Death, diesAt } from './deaths.ts'

const CANDIDATE = { model: 'practice/scripted' }

/** Makes a task with two candidates that have done their work, and where `isOpen` a third that goes on. */
export async function halfChosen({ host, project }: Stage, isOpen: boolean): Promise<Contest> {
  const { id } = await project.task(
    'Once',
    bash('case "$PWD" in *-r3-*) sleep 60 ;; esac'),
    bash('echo once >> count.txt'),
  )
  const candidates = Array.from({ length: isOpen ? 3 : 2 }, () => CANDIDATE)
  const contest = await host.client.contests.create({ id, candidates })
  const [first = '', second = '', third] = contest.runIds
  for (const runId of [first, second]) await host.runWith(runId, 'succeeded')
  if (third !== undefined)
    await host.logItem(third, (item) => item.kind === 'tool' && item.state === 'running')
  return contest
}

/** A contest, and how the user ends it. */
export interface Ending {
  contest: Contest
  end: (host: TestHost) => Promise<unknown>
}

/**
 * Ends contests, one after the other, in hosts that are killed.
 *
 * @returns the host that has brought them to their end, and how many were killed
 */
export async function endKilled(
  world: World,
  endings: readonly Ending[],
  deaths: readonly Death[],
): Promise<{ host: TestHost; contests: Contest[]; killed: number }> {
  const allOver = async (host: TestHost) => {
    const contests: Contest[] = []
    for (const { contest, end } of endings)
      contests.push(
        await host.when(async () => {
          const now = await host.client.contests.get({ id: contest.id })
          if (now.step === 'runs') await end(host)
          return isContestOver(now.status) ? now : undefined
        }),
      )
    return contests
  }
  let killed = 0
  for (const [index, death] of deaths.entries()) {
    const how = index % 2 === 0 ? 'host' : 'group'
    if (await diesAt((environment) => world.start(environment), { ...death, how }, allOver)) killed += 1
  }
  const host = await world.start()
  return { host, contests: await allOver(host), killed }
}
