import { useCallback, useEffect, useState } from 'react'
import { isContestOver } from '#shared/contest-words.ts'
import type { Candidate, Contest, CreateContest } from '#shared/contests.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { t } from '../strings/t.ts'
import { toast } from '../ui/toast.ts'
import { showProblem } from './actions.ts'
import { splitByBatch } from './batches.ts'
import { candidateNames } from './candidate-names.ts'
import { type Problem, problemOf } from './errors.ts'
import { sameItems, useEntity, useRun, useSelected } from './hooks.ts'
import { loadCandidates, loadContest } from './load.ts'
import { goTo } from './navigation.ts'
import { contests, runs, tasks } from './stores.ts'
import { client } from './transport.ts'
import { view } from './view.ts'

type Runs = { byId: ReadonlyMap<string, Run> }

/** After this a contest that could not be read is asked for again, in milliseconds. */
const RETRY_MS = 5000

/** A contest, fetched when it is not here; `error` says why it could not be. */
function useContest(id: string | null): { contest: Contest | undefined; error: string | null } {
  const contest = useEntity(contests, id)
  const [error, setError] = useState<string | null>(null)
  const isMissing = id !== null && contest === undefined
  const [round, setRound] = useState(0)
  useEffect(() => {
    if (!isMissing) return
    let timer: ReturnType<typeof setTimeout> | undefined
    let gone = false
    loadContest(id).catch((problem: unknown) => {
      if (gone) return
      const { code, message } = problemOf(problem)
      setError(message)
      if (code !== 'NOT_FOUND') timer = setTimeout(() => setRound((count) => count + 1), RETRY_MS)
    })
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [id, isMissing, round])
  return { contest, error: isMissing ? error : null }
}

/** The contest that goes on at a task. */
export function useOpenContestOf({ contestId }: Pick<Task, 'contestId'>): Contest | undefined {
  const { contest } = useContest(contestId)
  return contest === undefined || isContestOver(contest.status) ? undefined : contest
}

const byAttempt = (a: Run, b: Run) => a.attempt - b.attempt

/** The candidates of a contest in the order of their attempts; those that are not here are fetched. */
export function useCandidates(contest: Contest): Run[] {
  const { id, runIds } = contest
  const select = useCallback(
    ({ byId }: Runs) => runIds.flatMap((runId) => byId.get(runId) ?? []).sort(byAttempt),
    [runIds],
  )
  const found = useSelected(runs.store, select, sameItems)
  const isWhole = found.length === runIds.length
  useEffect(() => {
    if (!isWhole)
      loadCandidates(id).catch((error: unknown) => showProblem(error, t('Candidates are missing')))
  }, [id, isWhole])
  return found
}

/** What the candidate that a run is, is called in its contest; null for any other run. */
export function candidateName(runId: string, byId: ReadonlyMap<string, Run> = runs.all): string | null {
  const contestId = byId.get(runId)?.contestId ?? null
  if (contestId === null) return null
  const candidates = [...byId.values()].filter((run) => run.contestId === contestId)
  return candidateNames(candidates).get(runId) ?? null
}

/** The same, followed. */
export function useCandidateName(runId: string): string | null {
  useRun(runId, true)
  const select = useCallback(({ byId }: Runs) => candidateName(runId, byId), [runId])
  return useSelected(runs.store, select)
}

/** The contests that these runs are candidates of, by id; those that are over are fetched. */
export function useContestsOf(list: readonly Pick<Run, 'contestId'>[]): {
  byId: ReadonlyMap<string, Contest>
  /** Why some of them could not be read. */
  error: string | null
  retry: () => void
} {
  const byId = useSelected(contests.store, (state) => state.byId)
  const [error, setError] = useState<string | null>(null)
  const [round, setRound] = useState(0)
  const missing = [...new Set(list.flatMap(({ contestId }) => contestId ?? []))].filter((id) => !byId.has(id))
  const wanted = missing.join(' ')
  useEffect(() => {
    if (wanted === '') return
    let gone = false
    Promise.all(wanted.split(' ').map(loadContest)).catch((problem: unknown) => {
      if (!gone) setError(problemOf(problem).message)
    })
    return () => {
      gone = true
    }
  }, [wanted, round])
  const retry = useCallback(() => {
    setError(null)
    setRound((count) => count + 1)
  }, [])
  return { byId, error: wanted === '' ? null : error, retry }
}

/** Asks which candidates shall be had at a task. */
export const openNewContest = (taskId: string): void => view.setState({ newContest: taskId })

/** Whether a contest can begin at a task; a batch that has it is another matter. The host has the last word. */
export const canContest = (
  task: Pick<Task, 'archived' | 'status' | 'contestId' | 'executionStatus'>,
): boolean =>
  !isOver(task) &&
  task.contestId === null &&
  (task.executionStatus === null || isTerminal(task.executionStatus))

/** The same by key, where nobody was told beforehand whether it can begin: says why it cannot. */
export function tryContest(taskId: string): void {
  const task = tasks.get(taskId)
  if (task === undefined) return
  const isInBatch = splitByBatch([taskId]).batchIds.length > 0
  if (canContest(task) && !isInBatch) openNewContest(taskId)
  else if (isInBatch) toast.info(t('{identifier} is in a batch already', { identifier: task.identifier }))
  else if (task.contestId !== null) goTo({ to: 'task', identifier: task.identifier })
  else toast.info(stateWords(task))
}

function stateWords({ identifier, status, archived }: Pick<Task, 'identifier' | 'status' | 'archived'>) {
  if (archived) return t('{identifier} is archived', { identifier })
  if (status === 'done') return t('{identifier} is done', { identifier })
  if (status === 'cancelled') return t('{identifier} is cancelled', { identifier })
  return t('{identifier} is at work already', { identifier })
}

const isOver = ({ status, archived }: Pick<Task, 'status' | 'archived'>) =>
  archived || status === 'done' || status === 'cancelled'

/** Does something with a contest and takes the contest it answers; gives what is wrong instead of showing it. */
async function act(work: () => Promise<Contest>): Promise<Problem | null> {
  try {
    contests.put([await work()])
    return null
  } catch (error) {
    return problemOf(error)
  }
}

export const createContest = (input: CreateContest) => act(() => client.contests.create(input))
export const addCandidate = (id: string, candidate: Candidate) =>
  act(() => client.contests.add({ id, candidate }))
export const takeCandidate = (id: string, runId: string) => act(() => client.contests.take({ id, runId }))
export const cancelContest = (id: string) => act(() => client.contests.cancel({ id }))
