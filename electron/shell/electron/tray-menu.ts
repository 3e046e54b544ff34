import type { MenuItemConstructorOptions } from 'electron'
import { mergedWords } from '#shared/batch-news.ts'
import type { Work } from './work.ts'

export interface TrayActions {
  open: () => void
  openTask: (identifier: string) => void
  openBatch: (id: string) => void
  quit: () => void
}

/** A menu that grows over the screen helps nobody. */
const MOST_TASKS = 10
const MOST_BATCHES = 5
const LONGEST_TITLE = 50

/** One line about the agents, such as `2 running, batch 4 of 12 merged, 1 waits for you`. */
export function workInWords({ running, queued, batches, waiting }: Work): string {
  const parts = [
    running.length > 0 ? `${running.length} running` : '',
    queued.length > 0 ? `${queued.length} queued` : '',
    ...batchWords(batches),
    waiting > 0 ? `${waiting} ${waiting === 1 ? 'waits' : 'wait'} for you` : '',
  ].filter((part) => part !== '')
  return parts.length === 0 ? 'No agent is at work' : parts.join(', ')
}

/** One batch in full; of several how many, and how far they are together. */
function batchWords(batches: Work['batches']): string[] {
  if (batches.length === 0) return []
  const sum = (of: 'merged' | 'total') => batches.reduce((count, batch) => count + batch[of], 0)
  const name = batches.length === 1 ? 'batch' : `${batches.length} batches:`
  return [`${name} ${mergedWords({ merged: sum('merged'), total: sum('total') })}`]
}

/** The menu of the tray: what is at work, each to be opened, and the app itself. */
export function trayTemplate(
  work: Work,
  { open, openTask, openBatch, quit }: TrayActions,
): MenuItemConstructorOptions[] {
  const tasks = [...work.running, ...work.queued]
  const more = tasks.length - MOST_TASKS
  return [
    { label: 'Open OpenLinear', click: open },
    { type: 'separator' },
    { label: workInWords(work), enabled: false },
    ...work.batches.slice(0, MOST_BATCHES).map((batch) => ({
      label: menuText(`Batch ${batch.name}: ${mergedWords(batch)}`),
      click: () => openBatch(batch.id),
    })),
    ...(work.batches.length > 0 && tasks.length > 0 ? [{ type: 'separator' as const }] : []),
    ...tasks.slice(0, MOST_TASKS).map(({ identifier, title }) => ({
      label: menuText(`${identifier}  ${short(title)}`),
      click: () => openTask(identifier),
    })),
    ...(more > 0 ? [{ label: `and ${more} more`, enabled: false }] : []),
    { type: 'separator' },
    { label: 'Quit', click: quit },
  ]
}

const short = (title: string) =>
  title.length > LONGEST_TITLE ? `${title.slice(0, LONGEST_TITLE - 1).trimEnd()}…` : title

/** A single ampersand would underline the next letter. */
const menuText = (text: string) => text.replaceAll('&', '&&')
