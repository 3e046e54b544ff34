import { execFile } from 'node:child_process'
import { cp, mkdtemp, open, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Skipped, type World } from '../scenario.ts'

const run = promisify(execFile)
const MB = 1 << 20

/** A small disk of its own. */
export interface SmallDisk {
  /** Leaves at most so many bytes free. */
  fill(leave?: number): Promise<void>
  /** Makes room again. */
  free(): Promise<void>
}

/**
 * Puts a folder with all that is in it on a small disk, until the world is closed.
 *
 * @throws Skipped where there is no right to mount one
 */
export async function onSmallDisk(world: World, folder: string, megabytes: number): Promise<SmallDisk> {
  const aside = await mkdtemp(join(tmpdir(), 'openlinear-aside-'))
  await cp(folder, aside, { recursive: true })
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', folder])
  } catch (error) {
    await rm(aside, { recursive: true })
    throw new Skipped(`no small disk can be mounted here: ${String(error)}`, { cause: error })
  }
  world.cleanUps.push(() => run('umount', ['--lazy', folder]))
  await cp(aside, folder, { recursive: true })
  await rm(aside, { recursive: true })
  const ballast = join(folder, '.ballast')
  return {
    async fill(leave = 0) {
      const file = await open(ballast, 'a')
      try {
        for (const piece of [Buffer.alloc(MB), Buffer.alloc(4096)]) {
          for (;;) {
            const { bavail, bsize } = await statfs(folder)
            if (bavail * bsize - piece.length < leave) break
            await file.write(piece)
          }
        }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      } finally {
        await file.close()
      }
    },
    free: () => rm(ballast, { force: true }),
  }
}
