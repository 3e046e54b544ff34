import { useNavigate } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import type { TaskQuery } from '#shared/task-query.ts'
import type { SavedView } from '#shared/views.ts'
import {
  type BoardSearch,
  type QuerySearch,
  queryOf,
  querySearch,
  sameQuery,
  searchOf,
  USUAL,
} from '../app/search.ts'
import { useView as useSavedView } from '../state/views.ts'
import { type LooseConditions, strict } from './filter-options.tsx'
import { recall, remember } from './remembered.ts'

/** What is shown, and how that is changed. All of it stands in the address. */
export type QueryState = {
  /** Tasks of one project; null = of all. */
  projectId: string | null
  /** The saved view that is open. */
  view: SavedView | undefined
  /** The address names a view that is not here (any more). */
  isLost: boolean
  query: TaskQuery
  /** Something is not as the saved view has it. */
  isChanged: boolean
  change: (patch: Partial<TaskQuery>) => void
  /** A part that is undefined asks nothing any more. */
  setConditions: (patch: LooseConditions) => void
  /** Back to what the view is saved with, or to everything. */
  reset: () => void
}

/** Reads the address; one that says nothing but a project gets the query that was last used there. */
export function useQuery(search: BoardSearch): QueryState {
  const navigate = useNavigate({ from: '/' })
  const view = useSavedView(search.view)
  const isView = search.view !== undefined
  const projectId = isView ? (view?.projectId ?? null) : (search.project ?? null)
  const own = querySearch(search)
  const recalled = own === null && !isView ? recall(projectId) : null
  const parts = own ?? recalled
  const key = parts === null ? '' : JSON.stringify(parts)
  const query = useMemo<TaskQuery>(() => {
    if (key === '') return withoutForeign(view?.query ?? USUAL, projectId)
    return withoutForeign(queryOf(JSON.parse(key) as QuerySearch), projectId)
  }, [key, view, projectId])

  const go = useCallback(
    (next: BoardSearch) => void navigate({ to: '/', search: next, replace: true }),
    [navigate],
  )
  useEffect(() => {
    if (recalled !== null) go({ ...(projectId === null ? {} : { project: projectId }), ...recalled })
    else if (!isView) remember(projectId, own ?? {})
    // oxlint-disable-next-line react/exhaustive-deps -- `key` says all of the parts
  }, [key, recalled === null, isView, projectId, go])

  const latest = useRef({ query, view, projectId })
  useEffect(() => {
    latest.current = { query, view, projectId }
  })
  const change = useCallback(
    (patch: Partial<TaskQuery>) => {
      const { query: before, view: open, projectId: of } = latest.current
      const next = { ...before, ...patch }
      latest.current.query = next
      if (open !== undefined)
        return go(sameQuery(next, open.query) ? { view: open.id } : changed(open.id, next))
      const written = searchOf(next)
      // Ahead of the address: one that says nothing would bring back what was used before.
      remember(of, written)
      go({ ...(of === null ? {} : { project: of }), ...written })
    },
    [go],
  )
  const setConditions = useCallback<QueryState['setConditions']>(
    (patch) => {
      change({ conditions: strict({ ...latest.current.query.conditions, ...patch }) })
    },
    [change],
  )
  const reset = useCallback(() => change(latest.current.view?.query ?? USUAL), [change])

  return {
    projectId,
    view,
    isLost: isView && view === undefined,
    query,
    isChanged: view !== undefined && !sameQuery(query, withoutForeign(view.query, projectId)),
    change,
    setConditions,
    reset,
  }
}

/** On top of a view the whole query is written, so that what was taken away from it is not there by default. */
const changed = (view: string, query: TaskQuery): BoardSearch => ({
  view,
  layout: query.layout,
  ...searchOf(query),
})

/** Of one project, nothing is asked about projects. */
function withoutForeign(query: TaskQuery, projectId: string | null): TaskQuery {
  if (projectId === null || query.conditions.project === undefined) return query
  const { project: _, ...conditions } = query.conditions
  return { ...query, conditions }
}
