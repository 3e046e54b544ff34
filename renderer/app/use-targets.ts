import { useLocation } from '@tanstack/react-router'
import type { Task } from '#shared/tasks.ts'
import { useTaskByIdentifier } from '../state/hooks.ts'
import { tasks } from '../state/stores.ts'
import { useView } from '../state/view.ts'

/** Which tasks a command means: the task that is open, else the selected cards, else the focused one. */
export function useTargets(): Task[] {
  const open = useLocation({ select: ({ pathname }) => /^\/task\/([^/]+)/.exec(pathname)?.[1] ?? null })
  const opened = useTaskByIdentifier(open ?? '')
  const selection = useView((state) => state.selection)
  const focusedId = useView((state) => state.focusedId)
  if (open !== null) return opened === undefined ? [] : [opened]
  const ids = selection.size > 0 ? [...selection] : focusedId === null ? [] : [focusedId]
  return ids.map((id) => tasks.get(id)).filter((task) => task !== undefined)
}
