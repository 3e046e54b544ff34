import { expect, it } from 'vitest'
import { batchKillCampaign } from '../../faults/batch-kills.ts'
import { runScenario } from '../../faults/run-scenario.ts'
import { scenarios } from '../../faults/scenarios/batch-world.ts'
import { isSlow, slowTest } from '../../support/slow.ts'

/** `npm run faults -- --seed 3134 --kills 2 --only batch-kills` does the same and says more. */
const SEED = 3134
const KILLS = isSlow ? 4 : 2

it(`${KILLS} kills of a host that carries out batches: each ends as if nothing had happened`, {
  timeout: 600_000,
}, async () => {
  const lives: string[] = []
  const options = { seed: SEED, kills: KILLS }
  const campaign = await batchKillCampaign(options, (line) => lives.push(line))
  expect(campaign.violations, lives.join('\n')).toEqual([])
  expect(campaign.kills).toBe(KILLS)
  expect(campaign.missed, lives.join('\n')).toBeLessThan(KILLS / 2)
})

slowTest.each(scenarios.filter(({ inCi }) => inCi !== false))('$name: $what', async (scenario) => {
  const { outcome, violations } = await runScenario(scenario)
  if (outcome !== 'skipped') expect(violations).toEqual([])
})
