import type { Batch, BatchTask } from './batches.ts'

/** What the summary says beside the batch itself, by task id. */
export interface SummaryFacts {
  titles: ReadonlyMap<string, string>
  /** US dollars. */
  costs: ReadonlyMap<string, number>
  /** Where the work of a combined batch is that nothing was taken of. */
  keptBranch?: string | null
  /** Address of its pull request. */
  pull?: string | null
}

/** What became of a batch that is over, in Markdown. */
export function buildBatchSummary(
  batch: Batch,
  { titles, costs, keptBranch = null, pull = null }: SummaryFacts,
): string {
  const { counts, tasks } = batch
  const merged = tasks.filter(({ status }) => status === 'merged')
  const left = tasks.filter(({ status }) => status !== 'merged')
  const nameOf = ({ taskId, identifier }: BatchTask) =>
    `**${identifier}** ${oneLine(titles.get(taskId) ?? '')}`
  const sections = [`# ${counts.merged} of ${counts.total} tasks merged`]
  if (batch.failure !== null) sections.push(batch.failure)
  if (merged.length > 0) sections.push(branchWords(batch))
  else if (keptBranch === null) sections.push('There is no branch: nothing was merged.')
  else sections.push(`Nothing is published. What the agent did is kept on \`${keptBranch}\`.`)
  if (merged.length > 0) {
    const lines = merged.map(
      (task) => `- ${nameOf(task)} (${task.mergeCommit?.slice(0, 7) ?? ''})${evidenceOf(task)}`,
    )
    sections.push(`## In\n\n${lines.join('\n')}`)
  }
  const resolved = merged.flatMap((task) => resolutionOf(task).map((words) => `- ${nameOf(task)}: ${words}`))
  if (resolved.length > 0) sections.push(`## Conflicts resolved\n\n${resolved.join('\n')}`)
  if (left.length > 0) {
    const lines = left.map(
      (task) => `- ${nameOf(task)}: ${oneLine(task.reason?.message.split('\n\n')[0] ?? task.status)}`,
    )
    sections.push(`## Left out\n\n${lines.join('\n')}`)
  }
  const cost = [...costs.values()].reduce((sum, one) => sum + one, 0)
  const took = Date.parse(batch.endedAt ?? batch.createdAt) - Date.parse(batch.createdAt)
  sections.push(`Cost $${cost.toFixed(2)}, took ${duration(took)}.`)
  const summary = sections.join('\n\n')
  return pull === null ? summary : withPullRequest(summary, pull)
}

/** A summary that says where the batch's pull request is. One whose branch it does not name stays as it is. */
export const withPullRequest = (summary: string, url: string): string =>
  summary.replace(
    /^(Branch `.* to [0-9a-f]{7}\.)(?: It is (?:pushed|in the pull request \S+)\.)?/m,
    (_, branch: string) => `${branch} It is in the pull request ${url}.`,
  )

/**
 * A summary that says what the batch's branch came to after the batch was over. One whose branch it does not name stays
 * as it is.
 *
 * @param head the branch's last commit by now
 */
export const withLaterWork = (summary: string, head: string): string =>
  summary.replace(
    /^(Branch `.* to )([0-9a-f]{7})(\..*?)(?: The batch ended at ([0-9a-f]{7}): what came later was done for its pull request\.)?$/m,
    (_, before: string, now: string, words: string, end: string | undefined) =>
      `${before}${head.slice(0, 7)}${words} The batch ended at ${end ?? now}: what came later was done for its pull request.`,
  )

function branchWords(batch: Batch): string {
  const { branch, baseBranch, baseCommit, headCommit, pushedCommit, verified } = batch
  const where = pushedCommit === null ? '' : ' It is pushed.'
  const range = `Branch \`${branch}\` from ${baseBranch}@${baseCommit.slice(0, 7)} to ${headCommit.slice(0, 7)}.${where}`
  const isOneRun = batch.mode === 'combined'
  const passed = `The check passed${isOneRun ? '' : ' after every merge'}.`
  // It may have been given one in the middle.
  const unchecked = isOneRun
    ? 'Unverified: the project has no check.'
    : 'Unverified: not every merge was checked.'
  const checks = verified ? passed : unchecked
  return [range, checks, ...resolvedWords(batch), ...finalCheckWords(batch)].join(' ')
}

/** Nothing but the agent has looked at what it made of a conflict. */
function resolvedWords({ tasks, verified }: Batch): string[] {
  const count = tasks.filter(({ status, resolution }) => status === 'merged' && resolution !== null).length
  if (verified || count === 0) return []
  return [
    `Read what was made of ${count === 1 ? 'a conflict' : `${count} conflicts`} (below): nothing has checked it.`,
  ]
}

const finalCheckWords = ({ finalCheck }: Batch) =>
  finalCheck === null
    ? []
    : [
        `The final check, \`${oneLine(finalCheck.command)}\`, ${finalCheck.passed ? 'passed on the whole' : '**failed**'}.`,
      ]

/** What overlapped with the tasks before it, and who decided. */
function resolutionOf({ resolution }: BatchTask): string[] {
  if (resolution === null) return []
  const { files, otherFiles, runId } = resolution
  const who = runId === null ? 'as it was resolved before (`git rerere`)' : 'by an agent'
  const others = otherFiles.length === 0 ? '' : `, which also changed ${listed(otherFiles)}`
  return [`${listed(files)}, ${who}${others}`]
}

const listed = (files: readonly string[]) => files.map((file) => `\`${oneLine(file)}\``).join(', ')

const evidenceOf = ({ evidence }: BatchTask) => (evidence === null ? '' : `: ${oneLine(evidence)}`)

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim()

/** Such as `1 h 5 min`, `3 min 20 s`, `45 s`: whole ones that are over, as a clock counts. */
function duration(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
