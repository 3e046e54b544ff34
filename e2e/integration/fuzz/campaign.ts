import fc from 'fast-check'
import { relative } from 'node:path'
import { expect, vi } from 'vitest'

/**
 * What the environment says of a campaign:
 * - `OPENLINEAR_FUZZ_SEED`: another seed than the fixed one of CI;
 * - `OPENLINEAR_FUZZ_PATH`: goes straight to a counterexample of that seed;
 * - `OPENLINEAR_FUZZ_RUNS`: runs of each property, instead of its few in CI.
 */
const {
  OPENLINEAR_FUZZ_SEED: seedText,
  OPENLINEAR_FUZZ_PATH: path,
  OPENLINEAR_FUZZ_RUNS: runsText,
} = process.env
export const SEED = Number(seedText ?? 4)
/** A replay makes one run alone: what a whole campaign has to come to does not hold for it. */
const IS_REPLAY = path !== undefined
/** Null = as many as CI makes. */
export const RUNS = runsText === undefined ? null : Number(runsText)

const runsOf = ({ runs, share = 1 }: Extent) => (RUNS === null ? runs : Math.max(1, Math.ceil(RUNS * share)))

/** How many runs a property has in CI; a longer campaign makes `share` of what it was told. */
export interface Extent {
  runs: number
  share?: number
}

/** Whether a property makes at least as many runs as in CI: fewer need not come across all there is. */
export const isWholeCampaign = (extent: Extent) => !IS_REPLAY && runsOf(extent) >= extent.runs

/** Shrinking on a living host may take long: what it found by then is told. */
const limitOf = (runs: number) => 150_000 + runs * 2000
if (RUNS !== null) vi.setConfig({ testTimeout: limitOf(5 * RUNS) + 30_000 })

/**
 * Checks a property of a living host.
 *
 * @throws with the seed, the path and the line that replays it; also when time was up before all runs were made
 */
export async function holds<T>(
  property: fc.IAsyncPropertyWithHooks<T> | fc.IAsyncProperty<T>,
  extent: Extent,
): Promise<void> {
  const numRuns = runsOf(extent)
  const details = await fc.check(property, {
    seed: SEED,
    numRuns,
    ...(path === undefined ? {} : { path }),
    interruptAfterTimeLimit: limitOf(numRuns),
  })
  if (!details.failed && details.interrupted)
    throw new Error(`Only ${details.numRuns} of ${numRuns} runs were made in ${limitOf(numRuns) / 1000} s.`)
  if (!details.failed) return
  throw new Error(`${replayLine(details)}\n${fc.defaultReportMessage(details)}`.slice(0, 20_000), {
    cause: details.errorInstance,
  })
}

function replayLine({
  seed,
  counterexamplePath,
}: {
  seed: number
  counterexamplePath: string | null
}): string {
  const { testPath = '', currentTestName = '' } = expect.getState()
  const at = counterexamplePath === null ? '' : `OPENLINEAR_FUZZ_PATH=${counterexamplePath} `
  const runs = RUNS === null ? '' : `OPENLINEAR_FUZZ_RUNS=${RUNS} `
  return `Replay: OPENLINEAR_FUZZ_SEED=${seed} ${at}${runs}npm exec -c 'vitest run --project integration ${relative(process.cwd(), testPath)} -t "${currentTestName}"'`
}
