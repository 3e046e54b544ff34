import { setTimeout as delay } from 'node:timers/promises'
import { violations } from './invariants.ts'
import { type Scenario, Skipped, World } from './scenario.ts'
import type { Result } from './table.ts'

/** None takes so long: what it waits for will not come. */
const PATIENCE_MS = 600_000

async function inTime(work: Promise<void>): Promise<void> {
  const over = new AbortController()
  const late = delay(PATIENCE_MS, undefined, { signal: over.signal }).then(() => {
    throw new Error(`It was not over after ${PATIENCE_MS / 60_000} minutes.`)
  })
  try {
    await Promise.race([work, late])
  } finally {
    over.abort()
  }
}

/** Runs a scenario in a world of its own and looks at what it left. */
export async function runScenario(scenario: Scenario): Promise<Result> {
  const { name, what } = scenario
  const started = performance.now()
  const world = await World.make()
  const found: string[] = []
  let failed = false
  let skipped = false
  try {
    await inTime(scenario.run(world))
  } catch (error) {
    skipped = error instanceof Skipped
    failed = !skipped
    found.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
  try {
    await world.stop()
    if (!skipped) found.push(...(await violations(world)))
  } catch (error) {
    failed = true
    found.push(`the invariants could not be looked at: ${String(error)}`)
  }
  await world.close()
  const outcome = skipped ? 'skipped' : failed ? 'failed' : found.length > 0 ? 'violated' : 'holds'
  return { name, what, outcome, ms: performance.now() - started, violations: found }
}
