import type { Batch, BatchTask } from './batches.ts'

/** What the summary says beside the batch itself, by task id. */
export interface SummaryFacts {
  titles: ReadonlyMap<string, string>
  /** US dollars. */
  costs: ReadonlyMap<string, number>
}

/** What became of a batch that is over, in Markdown. */
export function buildBatchSummary(batch: Batch, { titles, costs }: SummaryFacts): string {
  const { counts, tasks } = batch
  const merged = tasks.filter(({ status }) => status === 'merged')
  const left = tasks.filter(({ status }) => status !== 'merged')
  const nameOf = ({ taskId, identifier }: BatchTask) =>
    `**${identifier}** ${oneLine(titles.get(taskId) ?? '')}`
  const sections = [`# ${counts.merged} of ${counts.total} tasks merged`]
  if (batch.failure !== null) sections.push(batch.failure)
  sections.push(merged.length === 0 ? 'There is no branch: nothing was merged.' : branchWords(batch))
  if (merged.length > 0) {
    const lines = merged.map((task) => `- ${nameOf(task)} (${task.mergeCommit?.slice(0, 7) ?? ''})`)
    sections.push(`## In\n\n${lines.join('\n')}`)
  }
  if (left.length > 0) {
    const lines = left.map(
      (task) => `- ${nameOf(task)}: ${oneLine(task.reason?.message.split('\n\n')[0] ?? task.status)}`,
    )
    sections.push(`## Left out\n\n${lines.join('\n')}`)
  }
  const cost = [...costs.values()].reduce((sum, one) => sum + one, 0)
  const took = Date.parse(batch.endedAt ?? batch.createdAt) - Date.parse(batch.createdAt)
  sections.push(`Cost $${cost.toFixed(2)}, took ${duration(took)}.`)
  return sections.join('\n\n')
}

function branchWords(batch: Batch): string {
  const { branch, baseBranch, baseCommit, headCommit, pushedCommit, verified } = batch
  const where = pushedCommit === null ? '' : ' It is pushed.'
  const range = `Branch \`${branch}\` from ${baseBranch}@${baseCommit.slice(0, 7)} to ${headCommit.slice(0, 7)}.${where}`
  return verified
    ? `${range} The check passed after every merge.`
    : `${range} Unverified: the project has no check for every merge.`
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim()

/** Such as `1 h 5 min`, `3 min 20 s`, `45 s`. */
function duration(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
