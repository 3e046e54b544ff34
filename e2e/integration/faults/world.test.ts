import { expect, it } from 'vitest'
import type { Scenario } from '../../faults/scenario.ts'
import { runScenario } from '../../faults/run-scenario.ts'
import { scenarios as database } from '../../faults/scenarios/database.ts'
import { scenarios as disk } from '../../faults/scenarios/disk.ts'
import { scenarios as diskBackups } from '../../faults/scenarios/disk-backups.ts'
import { scenarios as deleted } from '../../faults/scenarios/world-deleted.ts'
import { scenarios as user } from '../../faults/scenarios/world-user.ts'
import { slowTest } from '../../support/slow.ts'

// What lies around the agent is harmed; the rest of these are in `npm run faults`.
const scenarios = [...deleted, ...user, ...disk, ...diskBackups, ...database]
const play = async (scenario: Scenario) => {
  const { outcome, violations } = await runScenario(scenario)
  if (outcome !== 'skipped') expect(violations).toEqual([])
}

it.each(scenarios.filter(({ inCi }) => inCi === true))('$name: $what', play)
slowTest.each(scenarios.filter(({ inCi }) => inCi === 'slow'))('$name: $what', play)
