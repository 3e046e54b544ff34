import { rm } from 'node:fs/promises'
import type { LogItem } from '#shared/run-log.ts'
import type { Request } from '#shared/requests.ts'
import { leftovers, TestHost } from '../../support/host.ts'
import { makeRepository, temporaryFolder } from '../../support/repository.ts'
import { bash, practiceProject, scripted } from '../../support/scripted.ts'

/** A real host, a real OpenCode and a scripted agent that asks. */
export interface Asking {
  host: TestHost
  repo: string
  dataFolder: string
  projectId: string
  /** Starts a run of a new task. */
  start(title: string, ...steps: unknown[]): Promise<string>
  /** Waits for the run's oldest open request. */
  asked(runId: string): Promise<Request>
  log(runId: string): Promise<LogItem[]>
  /** Kills the host with -9 and starts the next one on the same data. */
  restart(): Promise<void>
  /** Ends the host; nothing of it may be left. */
  close(): Promise<number[]>
}

/** Asks for permission by the default policy, and changes nothing. */
export const askPush = bash('git push origin main 2>&1 | cat; echo pushed >> pushed.log')
/** Outside the worktree, so it is asked for. */
export const readOutside = bash('cat /etc/hostname')

export async function openAsking(): Promise<Asking> {
  const dataFolder = await temporaryFolder('data')
  const repo = await makeRepository()
  const host = await TestHost.start(dataFolder)
  const { projectId } = await practiceProject(host.client, repo)
  const asking: Asking = {
    host,
    repo,
    dataFolder,
    projectId,
    async start(title, ...steps) {
      const description = scripted(...steps)
      const task = await asking.host.client.tasks.create({ projectId, title, description })
      return (await asking.host.client.tasks.execute({ id: task.id })).id
    },
    asked: (runId) =>
      asking.host.when(async () => {
        const { items } = await asking.host.client.requests.list()
        const open = items.find((request) => request.runId === runId && request.answer === null)
        if (open !== undefined) return open
        const { status, failure } = await asking.host.client.runs.get({ id: runId })
        if (status === 'succeeded' || status === 'failed') throw new Error(`${status}: ${failure?.message}`)
        return undefined
      }),
    log: async (runId) => (await asking.host.client.runs.logs({ id: runId, limit: 5000 })).items,
    async restart() {
      await asking.host.kill()
      asking.host = await TestHost.start(dataFolder)
    },
    async close() {
      await asking.host.stop()
      const left = await leftovers(dataFolder)
      await rm(dataFolder, { recursive: true, force: true })
      await rm(repo, { recursive: true, force: true })
      return left
    },
  }
  return asking
}
