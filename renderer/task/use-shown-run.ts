import { useEffect, useRef, useState } from 'react'
import { isTerminal } from '#shared/run-words.ts'
import { isPublicationOver } from '#shared/publication-words.ts'
import type { Publication } from '#shared/publications.ts'
import type { Contest } from '#shared/contests.ts'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { useOpenContestOf } from '../state/contests.ts'
import { useRun, useRunsOf } from '../state/hooks.ts'
import { loadRunsOf } from '../state/load.ts'
import { useLoadedPublicationOf } from '../state/publications.ts'
import { defaultTab } from './available-actions.ts'
import { useView, view } from '../state/view.ts'

export type TabId = 'description' | 'candidates' | 'run' | 'changes' | 'pull_request' | 'activity'

export type ShownRun = {
  /** All runs of the task that are loaded. */
  runs: readonly Run[]
  runsError: boolean
  /** The latest run of the task's own work, which is what can be merged, sent back or retried. */
  latest: Run | null
  /** What goes on right now: the same, or the run that resolves a conflict of that work in a batch. */
  current: Run | null
  /** The contest that goes on. */
  contest: Contest | undefined
  /** How its work is published. */
  publication: Publication | undefined
  /** There is a latest run, but it is not loaded yet. */
  waitsForRun: boolean
  /** The run that the view is about: the one that was picked, the first candidate, or the latest. */
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

  const contest = useOpenContestOf(task)
  const candidate = contest === undefined ? undefined : own.find(({ id }) => id === contest.runIds[0])
  const publication = useLoadedPublicationOf({ taskId: task.id })
  const openId = publication === undefined || isPublicationOver(publication.status) ? null : publication.id
  const isPublished = openId !== null
  const [picked, setPicked] = useState(runId)
  // Where no candidate was taken, they can be read all the same.
  const left = waitsForRun ? undefined : own[0]
  const run = runs.find((one) => one.id === picked) ?? candidate ?? latest ?? left ?? null
  const [tab, setTab] = useState<TabId | null>(null)
  // What a tab tells most is settled when the view opens and when a new run, a contest or a pull request begins, not in mid-reading.
  const seen = useRef<string | undefined>(undefined)
  const published = useRef<string | null>(null)
  const inContest = contest !== undefined
  // Asked for by its command, also where the task is open.
  const isPullAsked = useView(({ pullAsked }) => pullAsked === task.id) && publication !== undefined
  if (isPullAsked && tab !== 'pull_request') setTab('pull_request')
  useEffect(() => {
    // One that is merged or closed is no reason to leave it.
    published.current = openId ?? published.current
    const now = inContest
      ? `contest ${contest.id}`
      : `run ${task.latestRunId ?? ''} ${published.current ?? ''}`
    if (waitsForRun || seen.current === now) return
    const isFirst = seen.current === undefined
    seen.current = now
    if (isPullAsked) return
    if (isFirst && runId !== null) return setTab('run')
    setPicked(null)
    setTab(inContest ? 'candidates' : defaultTab(task, latest, isPublished))
  }, [waitsForRun, inContest, contest?.id, task, latest, runId, openId, isPublished, isPullAsked])
  useEffect(() => {
    if (isPullAsked) view.setState({ pullAsked: null })
  }, [isPullAsked])

  const first = inContest ? 'candidates' : waitsForRun ? 'description' : defaultTab(task, latest, isPublished)
  return {
    runs,
    runsError,
    latest,
    current,
    contest,
    publication,
    waitsForRun,
    run,
    pick: setPicked,
    // A contest that is over has no tab any more, nor has what was never published.
    tab:
      tab === null ||
      (tab === 'candidates' && !inContest) ||
      (tab === 'pull_request' && publication === undefined)
        ? first
        : tab,
    setTab,
  }
}
