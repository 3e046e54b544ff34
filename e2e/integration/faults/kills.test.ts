import { expect, it } from 'vitest'
import { killCampaign } from '../../faults/kills.ts'
import { isSlow } from '../../support/slow.ts'

/** `npm run faults -- --seed 3134 --kills 6 --only kills` does the same and says more. */
const SEED = 3134
const KILLS = isSlow ? 6 : 2

it(`${KILLS} kills of a working host: work once, logs whole, nothing left`, {
  timeout: 600_000,
}, async () => {
  const lives: string[] = []
  const campaign = await killCampaign({ seed: SEED, kills: KILLS }, (line) => lives.push(line))
  expect(campaign.violations, lives.join('\n')).toEqual([])
  expect(campaign.kills).toBe(KILLS)
  // Kills that come when all is at rest prove little.
  expect(campaign.missed).toBeLessThan(KILLS / 4)
})
