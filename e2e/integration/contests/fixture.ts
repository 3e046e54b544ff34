import { rm } from 'node:fs/promises'
import { scriptBlock, type Script } from '#electron/practice/script.ts'
import { isContestOver } from '#shared/contest-words.ts'
import type { Contest } from '#shared/contests.ts'
import type { Task } from '#shared/tasks.ts'
import { TestHost } from '../../support/host.ts'
import { git, makeRepository, temporaryFolder } from '../../support/repository.ts'
import { bash, practiceProject } from '../../support/scripted.ts'

export const A = { model: 'practice/scripted' }
export const B = { model: 'practice/scripted-b' }

/** Writes what the check wants, but in the candidate of this attempt. */
export const writeUnless = (attempt: number) =>
  bash(`case "$PWD" in *-r${attempt}-*) echo no ;; *) echo yes ;; esac > answer.txt`)

/** The project's check: somebody has answered, and it was yes. */
export const CHECK = 'grep -q yes answer.txt'

/** A host with one project, for tests of contests. */
export interface ContestBench {
  host: TestHost
  repo: string
  projectId: string
  /** Makes a task; with a second script the other model follows that. */
  task(title: string, script: Script, other?: Script): Promise<Task>
  contestWith(id: string, look: (contest: Contest) => boolean): Promise<Contest>
  /** Waits until all candidates are over. */
  choosing(id: string): Promise<Contest>
  over(id: string): Promise<Contest>
  git(...args: string[]): Promise<string>
  end(): Promise<void>
}

export async function contestBench(
  options: Parameters<typeof practiceProject>[2] = {},
): Promise<ContestBench> {
  const [dataFolder, repo] = [await temporaryFolder('contests'), await makeRepository()]
  const host = await TestHost.start(dataFolder)
  await host.client.settings.update({ parallelLimit: 6, fetchBeforeRun: false, maxFixAttempts: 0 })
  const { projectId } = await practiceProject(host.client, repo, options)
  const contestWith: ContestBench['contestWith'] = (id, look) =>
    host.when(async () => {
      const contest = await host.client.contests.get({ id })
      return look(contest) ? contest : undefined
    })
  return {
    host,
    repo,
    projectId,
    task: (title, script, other) =>
      host.client.tasks.create({
        projectId,
        title,
        description: [
          'Do as the script says.',
          scriptBlock(script),
          ...(other === undefined ? [] : [scriptBlock(other, 'scripted-b')]),
        ].join('\n\n'),
      }),
    contestWith,
    choosing: (id) => contestWith(id, ({ status }) => status === 'choosing'),
    over: (id) => contestWith(id, ({ status }) => isContestOver(status)),
    git: (...args) => git(repo, ...args),
    async end() {
      await host.stop()
      for (const folder of [dataFolder, repo])
        await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}
