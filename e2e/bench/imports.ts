import { rm } from 'node:fs/promises'
import { makeRepository, temporaryFolder } from '../support/repository.ts'
import { cleanUpLater } from './clean-up.ts'
import { ProbedHost } from './engine/probed-host.ts'
import { absolute, type Figure } from './figure.ts'

/** What `limits` of an import leave room for, and more labels than most boards have. */
const TASKS = 4_800
const LABELS = 40
/** What somebody at the page would feel. */
const HELD_MS = 16

/** Whether others notice while a large file is imported: the host goes on with their work. */
export const imports: Figure = {
  name: 'imports',
  target: `${TASKS} tasks from one file, a page open: the preview and the import hold the host's loop ≤ ${HELD_MS} ms`,
  async run(rounds, say) {
    const [repository, dataFolder] = [await makeRepository(), await temporaryFolder('imports')]
    const host = await ProbedHost.start(dataFolder, {})
    const clean = async () => {
      await host.stop()
      for (const path of [repository, dataFolder])
        await rm(path, { recursive: true, force: true, maxRetries: 3 })
    }
    cleanUpLater(clean)
    const seen: Record<'preview' | 'create', { held: number[]; took: number[] }> = {
      preview: { held: [], took: [] },
      create: { held: [], took: [] },
    }
    try {
      const { id: projectId } = await host.client.projects.create({ localPath: repository })
      await host.followFeed()
      for (let round = 0; round < rounds; round += 1) {
        const order = { projectId, format: 'csv' as const, text: textOf(round) }
        for (const step of ['preview', 'create'] as const) {
          host.resetDelay()
          const began = performance.now()
          if (step === 'preview') await host.client.imports.preview(order)
          else await host.client.imports.create(order)
          seen[step].took.push(Math.round(performance.now() - began))
          seen[step].held.push(Math.round((await host.delay()).max * 10) / 10)
        }
        say(`round ${round + 1} of ${rounds}: ${JSON.stringify(seen)}`)
      }
    } finally {
      await clean()
    }
    return [
      absolute(`preview of ${TASKS} tasks: loop held up`, seen.preview.held, 'ms', HELD_MS),
      absolute(`import of ${TASKS} tasks: loop held up`, seen.create.held, 'ms', HELD_MS),
      absolute(`import of ${TASKS} tasks: all`, seen.create.took, 'ms', null),
    ]
  },
}

/** As other trackers export it. */
function textOf(round: number): string {
  const rows = Array.from({ length: TASKS }, (_, at) => {
    const number = round * TASKS + at
    const words = `What is wanted of ${number}, in a few lines.\n\n- one\n- two\n\n${'Some more words about it. '.repeat(8)}`
    const parent = at % 10 === 0 ? '' : number - (at % 10)
    return `${number},Task ${number},"${words}",${at % 3 === 0 ? 'Done' : 'Todo'},High,"label ${at % LABELS}, label ${(at * 7) % LABELS}",${parent}`
  })
  return ['ID,Title,Description,Status,Priority,Labels,Parent', ...rows].join('\n')
}
