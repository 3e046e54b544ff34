import { useEffect, useRef, useState } from 'react'
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
  latest: Run | null
  /** There is a latest run, but it is not loaded yet. */
  waitsForRun: boolean
  /** The run that the view is about: the one that was picked, or the latest. */
  run: Run | null
  pick: (runId: string) => void
  tab: TabId
  setTab: (tab: TabId) => void
}

/** Which of a task's runs is shown, and in which tab. */
export function useShownRun(task: Task): ShownRun {
  const runs = useRunsOf(task.id)
  const latestLoaded = useRun(task.latestRunId, true)
  const latest = task.latestRunId === null ? null : (latestLoaded ?? null)
  const waitsForRun = task.latestRunId !== null && latest === null
  const [runsError, setRunsError] = useState(false)
  useEffect(() => {
    loadRunsOf(task.id).then(
      () => setRunsError(false),
      () => setRunsError(true),
    )
  }, [task.id])

  const [picked, setPicked] = useState<string | null>(null)
  const run = runs.find((one) => one.id === picked) ?? latest
  const [tab, setTab] = useState<TabId | null>(null)
  // What a tab tells most is settled when the view opens and when a new run begins, not in mid-reading.
  const seenRun = useRef<string | null | undefined>(undefined)
  useEffect(() => {
    if (waitsForRun || seenRun.current === task.latestRunId) return
    seenRun.current = task.latestRunId
    setPicked(null)
    setTab(defaultTab(task, latest))
  }, [waitsForRun, task, latest])

  return {
    runs,
    runsError,
    latest,
    waitsForRun,
    run,
    pick: setPicked,
    tab: tab ?? (waitsForRun ? 'description' : defaultTab(task, latest)),
    setTab,
  }
}
