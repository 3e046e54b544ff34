import { useEffect, useRef, useState } from 'react'
import { isTerminal } from '#shared/run-words.ts'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { useRun, useRunsOf } from '../state/hooks.ts'
import { loadRunsOf } from '../state/load.ts'
import { defaultTab } from './available-actions.ts'

export type TabId = 'description' | 'run' | 'changes' | 'activity'

export type ShownRun = {
  /** All runs of the task that are loaded. */
  runs: readonly Run[]
  runsError: boolean
  /** The latest run of the task's own work, which is what can be merged, sent back or retried. */
  latest: Run | null
  /** What goes on right now: the same, or the run that resolves a conflict of that work in a batch. */
  current: Run | null
  /** There is a latest run, but it is not loaded yet. */
  waitsForRun: boolean
  /** The run that the view is about: the one that was picked, or the latest. */
  run: Run | null
  pick: (runId: string) => void
  tab: TabId
  setTab: (tab: TabId) => void
}

/**
 * Which of a task's runs is shown, and in which tab.
 *
 * @param runId the one to begin with; null = what tells most
 */
export function useShownRun(task: Task, runId: string | null): ShownRun {
  const own = useRunsOf(task.id)
  const lastLoaded = useRun(task.latestRunId, true)
  const last = task.latestRunId === null ? null : (lastLoaded ?? null)
  // A run for a whole batch belongs to one of its tasks, and is here, too.
  const runs = last === null || own.includes(last) ? own : [last, ...own]
  const latest =
    last?.purpose === 'resolve' ? (own.find(({ purpose }) => purpose !== 'resolve') ?? null) : last
  const current = own.find(({ purpose, status }) => purpose === 'resolve' && !isTerminal(status)) ?? latest
  const waitsForRun = task.latestRunId !== null && latest === null
  const [runsError, setRunsError] = useState(false)
  useEffect(() => {
    loadRunsOf(task.id).then(
      () => setRunsError(false),
      () => setRunsError(true),
    )
  }, [task.id])

  const [picked, setPicked] = useState(runId)
  const run = runs.find((one) => one.id === picked) ?? latest
  const [tab, setTab] = useState<TabId | null>(null)
  // What a tab tells most is settled when the view opens and when a new run begins, not in mid-reading.
  const seenRun = useRef<string | null | undefined>(undefined)
  useEffect(() => {
    if (waitsForRun || seenRun.current === task.latestRunId) return
    const isFirst = seenRun.current === undefined
    seenRun.current = task.latestRunId
    if (isFirst && runId !== null) return setTab('run')
    setPicked(null)
    setTab(defaultTab(task, latest))
  }, [waitsForRun, task, latest, runId])

  return {
    runs,
    runsError,
    latest,
    current,
    waitsForRun,
    run,
    pick: setPicked,
    tab: tab ?? (waitsForRun ? 'description' : defaultTab(task, latest)),
    setTab,
  }
}
