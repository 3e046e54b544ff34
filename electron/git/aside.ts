import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { requireRepository } from './locate.ts'
import type { Runner } from './run-git.ts'

/** Where the objects of forecasts go. */
export interface Aside {
  repo: string
  /** A folder of ours; made if missing. Nothing is lost with it. */
  folder: string
  signal?: AbortSignal | undefined
}

/**
 * A runner whose new objects go into a folder of ours, beside those of the repository: what is only looked at must
 * not make the user's repository grow. It stands back behind all other work of git.
 *
 * @throws AppError NOT_A_REPOSITORY
 */
export async function asideOf(git: Runner, { repo, folder, signal }: Aside): Promise<Runner> {
  const { commonDir } = await requireRepository(repo)
  await mkdir(join(folder, 'info'), { recursive: true })
  // Unlike the environment variable for it, this takes paths with a colon.
  const alternates = join(folder, 'info', 'alternates')
  await writeFile(alternates, `${join(commonDir, 'objects')}\n`, { flag: 'wx' }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  })
  const run: Runner['run'] = (call) =>
    git.run({ signal, ...call, priority: 'low', env: { ...call.env, GIT_OBJECT_DIRECTORY: folder } })
  return {
    ...git,
    run,
    async text(call) {
      const { stdout } = await run(call)
      return stdout.toString('utf8').replace(/\n$/, '')
    },
  }
}
