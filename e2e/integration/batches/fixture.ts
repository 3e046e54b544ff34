import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { promisify } from 'node:util'
import { isBatchOver, type BatchStatus } from '#shared/batch-words.ts'
import type { Batch } from '#shared/batches.ts'
import { TestHost } from '../../support/host.ts'
import { makeRepository, temporaryFolder } from '../../support/repository.ts'
import { type Fixture, practiceProject } from '../../support/scripted.ts'

const run = promisify(execFile)

/** A host with one project on the practice model, for tests of batches. */
export interface BatchBench extends Fixture {
  host: TestHost
  repo: string
  dataFolder: string
  /** Waits until the batch is over. */
  over(id: string): Promise<Batch>
  /** Waits until the batch is as `look` wants it. */
  batchWith(id: string, look: (batch: Batch) => boolean): Promise<Batch>
  git(...args: string[]): Promise<string>
  /** Subjects of a branch's commits on its first-parent line since `main`, oldest first. */
  merges(branch: string): Promise<string[]>
  end(): Promise<void>
}

/** @param options of the project, such as its check command */
export async function batchBench(
  options: Parameters<typeof practiceProject>[2] = {},
  files?: Record<string, string>,
): Promise<BatchBench> {
  const [dataFolder, repo] = [await temporaryFolder('batches'), await makeRepository(files)]
  const host = await TestHost.start(dataFolder)
  await host.client.settings.update({ maxBatchSize: 20 })
  const fixture = await practiceProject(host.client, repo, options)
  const git = async (...args: string[]) => (await run('git', ['-C', repo, ...args])).stdout.trimEnd()
  const batchWith: BatchBench['batchWith'] = (id, look) =>
    host.when(async () => {
      const batch = await host.client.batches.get({ id })
      return look(batch) ? batch : undefined
    })
  return {
    ...fixture,
    host,
    repo,
    dataFolder,
    git,
    batchWith,
    over: (id) => batchWith(id, ({ status }) => isBatchOver(status satisfies BatchStatus)),
    merges: async (branch) => {
      const said = await git('log', '--first-parent', '--reverse', '--format=%s', `main..${branch}`)
      return said === '' ? [] : said.split('\n')
    },
    async end() {
      await host.stop()
      for (const folder of [dataFolder, repo])
        await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}
