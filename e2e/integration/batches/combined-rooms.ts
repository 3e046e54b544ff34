import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Batch } from '#shared/batches.ts'
import { openRooms, type Rooms, type RoomsOptions } from './rooms.ts'

interface Section {
  identifier: string
  title: string
}

/** The tasks that a prompt has sections for. */
export const sectionsOf = (text: string): Section[] =>
  Array.from(text.matchAll(/^## Task (\S+): (.+)$/gm), ([, identifier = '', title = '']) => ({
    identifier,
    title,
  }))

const reportOn = (tasks: Section[]) =>
  `## Report\n\n${tasks.map(({ identifier, title }) => `- ${identifier}: done — ${title}.txt`).join('\n')}`

/** An agent that writes a file for each section, called as its task, and ends with these words. */
export const works =
  (report: (tasks: Section[]) => string = reportOn): Rooms['agent']['onTurn'] =>
  async ({ open: { directory }, text }) => {
    const tasks = sectionsOf(text)
    for (const { title } of tasks) await writeFile(join(directory, `${title}.txt`), `${title}\n`)
    return { kind: 'completed', text: report(tasks) }
  }

/** Rooms for combined batches, whose agent carries out what it is told. */
export interface CombinedRooms extends Rooms {
  /** Makes tasks, and a combined batch of them. */
  combined(titles: string[], options?: object): Promise<Batch>
  /** Such as `in_review succeeded`, of each task of a batch. */
  cards(batch: Batch): Promise<string[]>
  /** Has the agent wait until it may work. */
  hold(): { begun: Promise<void>; go: () => void }
}

export async function openCombined(options: RoomsOptions = {}): Promise<CombinedRooms> {
  const rooms = await openRooms(options)
  rooms.agent.onTurn = works()
  return {
    ...rooms,
    combined: (titles, given = {}) => rooms.batch(titles, { mode: 'combined', options: given }),
    cards: (batch) =>
      Promise.all(
        batch.tasks.map(async ({ taskId }) => {
          const { status, executionStatus } = await rooms.tasks.get(taskId)
          return `${status} ${executionStatus}`
        }),
      ),
    hold() {
      const go = Promise.withResolvers<void>()
      const begun = Promise.withResolvers<void>()
      rooms.agent.onTurn = async (turn) => {
        begun.resolve()
        const isStopped = await Promise.race([go.promise.then(() => false), turn.aborted.then(() => true)])
        return isStopped ? { kind: 'aborted' } : works()(turn)
      }
      return { begun: begun.promise, go: () => go.resolve() }
    },
  }
}

export const statuses = (batch: Batch) => batch.tasks.map(({ status }) => status)
export const codes = (batch: Batch) => batch.tasks.map(({ reason }) => reason?.code ?? null)
export const idOf = (batch: Batch, place: number) => batch.tasks[place]?.taskId ?? ''
