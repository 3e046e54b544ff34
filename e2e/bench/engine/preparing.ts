import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { git } from '../../support/repository.ts'
import type { Figure } from '../figure.ts'
import { interleave } from '../rounds.ts'
import { Bench, type Work } from './bench.ts'
import { resultsOf, type Timed } from './timed.ts'

const FILES = 5_000

const work: Work = { title: 'Wait', steps: [{ text: 'Waiting.' }] }

/** From Execute until the log says that the worktree is prepared. */
const byHost = (bench: Bench): Promise<Timed> =>
  bench.withHost([work], async (host, [task]) => {
    const id = task?.id ?? ''
    host.resetDelay()
    const begun = performance.now()
    const run = await host.client.tasks.execute({ id })
    for await (const items of host.log(run.id)) {
      if (!items.some((item) => item.kind === 'stage' && item.stage === 'preparing')) continue
      const ms = performance.now() - begun
      const delay = await host.delay()
      await host.client.tasks.cancel({ id })
      return { ms, delay }
    }
    throw new Error('the run ended before it was prepared')
  })

const byGit = (bench: Bench): Promise<number> =>
  bench.fresh(async (folder) => {
    await mkdir(folder)
    const begun = performance.now()
    await git(bench.repo, 'worktree', 'add', '--quiet', '-b', 'bare', join(folder, 'bare'))
    return performance.now() - begun
  })

export const preparing: Figure = {
  name: 'preparing',
  target: '`preparing` of 5,000 files, from Execute to the prepared worktree ÷ git worktree add',
  run: (rounds, say) =>
    Bench.use(FILES, async (bench) => {
      // The first of each finds cold caches.
      await byHost(bench)
      await byGit(bench)
      const measured = await interleave(
        rounds,
        () => byHost(bench),
        () => byGit(bench),
        say,
      )
      return resultsOf('preparing 5,000 files', measured, 1.25)
    }),
}
