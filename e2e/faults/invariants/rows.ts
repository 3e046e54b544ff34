import { type ContestStatus, isContestOver } from '#shared/contest-words.ts'
import { isTerminal, type RunStatus } from '#shared/run-words.ts'
import type { Evidence } from './evidence.ts'
import { nameOf } from './log.ts'

/** The rows agree with each other. @param mayWait runs that may wait for the user */
export function rowViolations(evidence: Evidence, mayWait: ReadonlySet<string>): string[] {
  const { runs, tasks, requests, contests, feed } = evidence
  const found = evidence.quickCheck.map((line) => `the database: ${line}`)
  for (const run of runs) {
    const own = requests.filter(({ run_id }) => run_id === run.id)
    if (isTerminal(run.status as RunStatus)) {
      if (own.length > 0) found.push(`${nameOf(run)} is over and has ${own.length} requests`)
      if (run.ended_at === null) found.push(`${nameOf(run)} is over and has no end`)
    } else if (run.status !== 'waiting' || !mayWait.has(run.id)) {
      found.push(`${nameOf(run)} is ${run.status} at step ${run.step}`)
    } else if (!own.some(({ answer }) => answer === null)) {
      found.push(`${nameOf(run)} waits, but asks nothing`)
    }
  }
  for (const task of tasks) {
    const isShared = ({ id, purpose }: (typeof runs)[number]) =>
      purpose === 'combined' && id === task.latest_run_id
    const taken = new Set(contests.map(({ taken_run_id }) => taken_run_id))
    const isOwn = ({ id, task_id, purpose, contest_id }: (typeof runs)[number]) =>
      task_id === task.id && purpose !== 'resolve' && (contest_id === null || taken.has(id))
    const latest = runs.find(isShared) ?? runs.filter(isOwn).at(-1)
    if (task.contest_id !== null) found.push(`${task.identifier} is in a contest still`)
    if (latest === undefined) continue
    if (task.latest_run_id !== latest.id) found.push(`${task.identifier} does not know its latest run`)
    if (task.execution_status !== latest.status)
      found.push(`${task.identifier} is said to be ${task.execution_status}, its run is ${latest.status}`)
    if (task.status === 'in_progress' && isTerminal(latest.status as RunStatus))
      found.push(`${task.identifier} is in progress, its run is over`)
  }
  for (const { id, status, step, taken_run_id } of contests) {
    if (!isContestOver(status as ContestStatus) || step !== 'done')
      found.push(`contest ${id} is ${status} at step ${step}`)
    for (const run of runs.filter(({ contest_id }) => contest_id === id))
      if (run.id !== taken_run_id && run.discarded_at === null)
        found.push(`${nameOf(run)} was not taken, and is not put away`)
  }
  if (feed.least !== null && feed.most !== null && feed.most - feed.least + 1 !== feed.count)
    found.push(`the feed has ${feed.count} events from ${feed.least} to ${feed.most}`)
  return found
}
