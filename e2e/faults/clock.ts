import { execFile } from 'node:child_process'
import { open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { setStage, type Stage } from './agent.ts'
import type { World } from './scenario.ts'

export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS

/** The wall clock of a host and of all it starts, OpenCode, git and shells among them. Linux only. */
export interface WallClock {
  /** What the host has to be started with. */
  environment: Record<string, string>
  /** Sets it so many milliseconds off the true time, at once, for everybody. */
  shift(ms: number): Promise<void>
}

/**
 * Builds `clock/shift.c`, which stands between programs and the system's clock.
 *
 * @throws when there is no C compiler
 */
export async function wallClockOf(world: World): Promise<WallClock> {
  const library = join(world.dataFolder, 'faults-clock.so')
  const file = join(world.dataFolder, 'faults-clock')
  const source = join(import.meta.dirname, 'clock', 'shift.c')
  await promisify(execFile)('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl'])
  await writeFile(file, Buffer.alloc(8))
  return {
    environment: { LD_PRELOAD: library, FAULTS_CLOCK: file },
    async shift(ms) {
      const bytes = Buffer.alloc(8)
      bytes.writeBigInt64LE(BigInt(ms))
      // Written over in place: it is mapped into every process.
      const handle = await open(file, 'r+')
      await handle.write(bytes, 0, 8, 0)
      await handle.close()
    },
  }
}

/** A stage whose host has such a clock. */
export async function stageWithClock(world: World): Promise<{ stage: Stage; clock: WallClock }> {
  const clock = await wallClockOf(world)
  return { clock, stage: await setStage(world, clock.environment) }
}
