import { useCallback, useMemo } from 'react'
import { createStore } from 'zustand/vanilla'
import { useSelected } from '../state/hooks.ts'
import { keep, onKept, readKept } from '../state/kept.ts'
import type { Grouping } from '../state/task-groups.ts'

const KEY = 'openlinear.collapsed'

/** Groups that are folded up: kept over a restart, and the same wherever tasks are grouped so, in all windows. */
export const collapsed = createStore<{ groups: ReadonlySet<string> }>(() => ({ groups: read() }))
onKept(KEY, () => collapsed.setState({ groups: read() }))

export type Kind = 'column' | 'lane'

const nameOf = (kind: Kind, by: Grouping, group: string) => `${kind} ${by} ${group}`

export const isCollapsed = (kind: Kind, by: Grouping, group: string): boolean =>
  collapsed.getState().groups.has(nameOf(kind, by, group))

export function useIsCollapsed(kind: Kind, by: Grouping, group: string): boolean {
  const name = nameOf(kind, by, group)
  return useSelected(
    collapsed,
    useCallback((state) => state.groups.has(name), [name]),
  )
}

/** Those of the groups that are folded up. */
export function useClosed(columns: readonly string[], by: Grouping): ReadonlySet<string> {
  const groups = useSelected(collapsed, (state) => state.groups)
  return useMemo(
    () => new Set(columns.filter((column) => groups.has(nameOf('column', by, column)))),
    [columns, by, groups],
  )
}

export function setCollapsed(kind: Kind, by: Grouping, group: string, on: boolean): void {
  const groups = new Set(collapsed.getState().groups)
  const name = nameOf(kind, by, group)
  if (on) groups.add(name)
  else groups.delete(name)
  collapsed.setState({ groups })
  keep(KEY, JSON.stringify([...groups].slice(-MOST)))
}

/** Labels and batches come and go; of so many the last ones are remembered. */
const MOST = 500

function read(): ReadonlySet<string> {
  try {
    const kept: unknown = JSON.parse(readKept(KEY) ?? '[]')
    return new Set(Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : [])
  } catch {
    return new Set()
  }
}
