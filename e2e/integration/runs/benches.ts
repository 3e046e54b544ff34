import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import type { TurnOutcome } from '#electron/agents/runtime.ts'
import type { Run } from '#shared/runs.ts'
import { type Bench, type BenchOptions, clear, openBench, type Turn } from './bench.ts'

// What the tests of the engine say again and again.

const benches: Bench[] = []

/** To be called once in a file: what its tests open is closed and removed after each of them. */
export function closeBenches(): void {
  afterEach(async () => {
    for (const bench of benches) await bench.close()
    for (const bench of benches.splice(0)) await clear(bench)
  })
}

export async function open(options?: BenchOptions): Promise<Bench> {
  const bench = await openBench(options)
  benches.push(bench)
  return bench
}

/** Ends the host as a crash or a quit does, and starts the next one on the same data. */
export async function restart(bench: Bench, options?: BenchOptions): Promise<Bench> {
  await bench.close()
  benches.splice(benches.indexOf(bench), 1)
  return open({ on: bench, agent: bench.agent, ...options })
}

/** A run of a new task that has succeeded. */
export const finished = async (bench: Bench, title: string): Promise<Run> =>
  bench.until((await bench.start(title)).id, 'succeeded')

/** A turn that does its work. */
export async function done({ open: { directory } }: Turn): Promise<TurnOutcome> {
  await writeFile(join(directory, 'work.txt'), 'work\n')
  return { kind: 'completed', text: 'Done.' }
}

/** A turn that goes on until it is aborted. */
export async function untilAborted({ aborted }: Turn): Promise<TurnOutcome> {
  await aborted
  return { kind: 'aborted' }
}

/** The turn ends with `work`, or earlier when it is aborted. */
export const unlessAborted = (work: (turn: Turn) => Promise<TurnOutcome>) => (turn: Turn) =>
  Promise.race([work(turn), untilAborted(turn)])

/** The code of an error that was thrown. */
export const code = (error: unknown) => (error as { code?: string }).code
