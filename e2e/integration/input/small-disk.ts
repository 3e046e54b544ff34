import { execFile } from 'node:child_process'
import { statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { rm } from 'node:fs/promises'
import { temporaryFolder } from '../../support/repository.ts'

const run = promisify(execFile)

/** A disk of its own in memory, which can be filled and made read-only. */
export class SmallDisk {
  readonly folder: string

  private constructor(folder: string) {
    this.folder = folder
  }

  /** @returns null where nothing can be mounted, as without root */
  static async mount(megabytes: number): Promise<SmallDisk | null> {
    const folder = await temporaryFolder('disk')
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', folder])
      return new SmallDisk(folder)
    } catch {
      await rm(folder, { recursive: true })
      return null
    }
  }

  /** Takes all the room there is, but for `leave` bytes. */
  async fill(leave = 0): Promise<void> {
    const { bavail, bsize } = await statfs(this.folder)
    await writeFile(join(this.folder, 'filler'), Buffer.alloc(Math.max(0, bavail * bsize - leave)))
  }

  async makeRoom(): Promise<void> {
    await rm(join(this.folder, 'filler'), { force: true })
  }

  async readOnly(yes: boolean): Promise<void> {
    await run('mount', ['-o', `remount,${yes ? 'ro' : 'rw'}`, this.folder])
  }

  async unmount(): Promise<void> {
    await run('umount', ['--lazy', this.folder])
    await rm(this.folder, { recursive: true, force: true })
  }
}
