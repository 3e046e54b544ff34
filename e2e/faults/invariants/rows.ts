import { isTerminal, type RunStatus } from '#shared/run-words.ts'
import type { Evidence } from './evidence.ts'
import { nameOf } from './log.ts'

/** The rows agree with each other. @param mayWait runs that may wait for the user */
export function rowViolations(evidence: Evidence, mayWait: ReadonlySet<string>): string[] {
  const { runs, tasks, requests, feed } = evidence
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
    const isOwn = ({ task_id, purpose }: (typeof runs)[number]) =>
      task_id === task.id && purpose !== 'resolve'
    const latest = runs.find(isShared) ?? runs.filter(isOwn).at(-1)
    if (latest === undefined) continue
    if (task.latest_run_id !== latest.id) found.push(`${task.identifier} does not know its latest run`)
    if (task.execution_status !== latest.status)
      found.push(`${task.identifier} is said to be ${task.execution_status}, its run is ${latest.status}`)
    if (task.status === 'in_progress' && isTerminal(latest.status as RunStatus))
      found.push(`${task.identifier} is in progress, its run is over`)
  }
  if (feed.least !== null && feed.most !== null && feed.most - feed.least + 1 !== feed.count)
    found.push(`the feed has ${feed.count} events from ${feed.least} to ${feed.most}`)
  return found
}
