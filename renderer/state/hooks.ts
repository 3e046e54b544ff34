import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react'
import type { Label } from '#shared/labels.ts'
import type { Project } from '#shared/projects.ts'
import type { Request } from '#shared/requests.ts'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import type { Entity, EntityStore } from './entity-store.ts'
import { loadRun } from './load.ts'
import {
  type Connection,
  connection,
  type HeldSettings,
  labels,
  onFeed,
  projects,
  requests,
  runs,
  SETTINGS_ID,
  settings,
  tasks,
} from './stores.ts'
import { byOrder } from './task-filter.ts'
import type { FeedItem } from './transport.ts'

type Readable<S> = { getState: () => S; subscribe: (listener: () => void) => () => void }

/** Equal item by item. */
export function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index])
}

/** What `select` finds in the store; renders again only when `equal` says that it changed. */
export function useSelected<S, R>(
  store: Readable<S>,
  select: (state: S) => R,
  equal: (a: R, b: R) => boolean = Object.is,
): R {
  const last = useRef<{ state: S; select: (state: S) => R; value: R } | null>(null)
  const snapshot = () => {
    const state = store.getState()
    const before = last.current
    if (before !== null && before.state === state && before.select === select) return before.value
    const value = select(state)
    const kept = before !== null && equal(before.value, value) ? before.value : value
    last.current = { state, select, value: kept }
    return kept
  }
  return useSyncExternalStore(store.subscribe, snapshot)
}

/** The entity with this id, if it is here. */
export function useEntity<T extends Entity>(
  store: EntityStore<T>,
  id: string | null | undefined,
): T | undefined {
  const subscribe = useCallback(
    (listener: () => void) =>
      id === null || id === undefined ? () => undefined : store.subscribeKey(id, listener),
    [store, id],
  )
  return useSyncExternalStore(subscribe, () => (id === null || id === undefined ? undefined : store.get(id)))
}

function useList<T extends Entity>(store: EntityStore<T>, order: (a: T, b: T) => number): T[] {
  const select = useCallback(
    ({ byId }: { byId: ReadonlyMap<string, T> }) => [...byId.values()].sort(order),
    [order],
  )
  return useSelected(store.store, select, sameItems)
}

export const useTask = (id: string | null | undefined): Task | undefined => useEntity(tasks, id)
export const useProject = (id: string | null | undefined): Project | undefined => useEntity(projects, id)
export const useRequest = (id: string | null | undefined): Request | undefined => useEntity(requests, id)
export const useLabel = (id: string | null | undefined): Label | undefined => useEntity(labels, id)

/** A run; with `load` it is fetched when it is not here (runs of old attempts are not). */
export function useRun(id: string | null | undefined, load = false): Run | undefined {
  const run = useEntity(runs, id)
  const missing = load && run === undefined && id !== null && id !== undefined
  useEffect(() => {
    if (missing) void loadRun(id)
  }, [missing, id])
  return run
}

export const useSettings = (): HeldSettings | undefined => useEntity(settings, SETTINGS_ID)

const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name)
const byAge = (a: { createdAt: string; id: string }, b: { createdAt: string; id: string }) =>
  a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : a.id < b.id ? -1 : 1

/** By name. */
export const useLabels = (): Label[] => useList(labels, byName)
/** Oldest first, as they stand in the sidebar. */
export const useProjects = (): Project[] => useList(projects, byAge)

/** Tasks of a project (null = of all) that are not archived, as their cards were moved. */
export const useTasksOf = (projectId: string | null): Task[] =>
  useTasksThat(useCallback((task) => projectId === null || task.projectId === projectId, [projectId]))

/** Tasks that are not archived and of which the test is true, as their cards were moved. Keep `isSought` stable. */
export function useTasksThat(isSought: (task: Task) => boolean): Task[] {
  const select = useCallback(
    ({ byId }: { byId: ReadonlyMap<string, Task> }) => {
      const found: Task[] = []
      for (const task of byId.values()) if (!task.archived && isSought(task)) found.push(task)
      return found.sort(byOrder)
    },
    [isSought],
  )
  return useSelected(tasks.store, select, sameItems)
}

export function useTaskByIdentifier(identifier: string): Task | undefined {
  const select = useCallback(
    ({ byId }: { byId: ReadonlyMap<string, Task> }) => {
      const wanted = identifier.toUpperCase()
      if (wanted === '') return undefined
      // Their own letters are capitals.
      for (const task of byId.values()) if (task.identifier === wanted) return task
      return undefined
    },
    [identifier],
  )
  return useSelected(tasks.store, select)
}

/** The runs that are here of a task, newest attempt first. `loadRunsOf` brings the rest. */
export function useRunsOf(taskId: string): Run[] {
  const select = useCallback(
    ({ byId }: { byId: ReadonlyMap<string, Run> }) =>
      [...byId.values()]
        .filter((run) => run.taskId === taskId)
        .sort((a, b) => b.attempt - a.attempt || byAge(b, a)),
    [taskId],
  )
  return useSelected(runs.store, select, sameItems)
}

export function useConnection<R>(select: (state: Connection) => R): R {
  return useSelected(connection, select)
}

/** Hears the feed while mounted. */
export function useFeed(listener: (items: readonly FeedItem[]) => void): void {
  const latest = useRef(listener)
  useEffect(() => {
    latest.current = listener
  })
  useEffect(() => onFeed((items) => latest.current(items)), [])
}
