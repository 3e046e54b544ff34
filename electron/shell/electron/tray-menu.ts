import type { MenuItemConstructorOptions } from 'electron'
import type { Work } from './work.ts'

export interface TrayActions {
  open: () => void
  openTask: (identifier: string) => void
  quit: () => void
}

/** A menu that grows over the screen helps nobody. */
const MOST_TASKS = 10
const LONGEST_TITLE = 50

/** One line about the agents, such as `2 running, 1 waits for you`. */
export function workInWords({ running, queued, waiting }: Work): string {
  const parts = [
    running.length > 0 ? `${running.length} running` : '',
    queued.length > 0 ? `${queued.length} queued` : '',
    waiting > 0 ? `${waiting} ${waiting === 1 ? 'waits' : 'wait'} for you` : '',
  ].filter((part) => part !== '')
  return parts.length === 0 ? 'No agent is at work' : parts.join(', ')
}

export function trayTemplate(
  work: Work,
  { open, openTask, quit }: TrayActions,
): MenuItemConstructorOptions[] {
  const tasks = [...work.running, ...work.queued]
  const more = tasks.length - MOST_TASKS
  return [
    { label: 'Open OpenLinear', click: open },
    { type: 'separator' },
    { label: workInWords(work), enabled: false },
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
