import { z } from 'zod'
import type { PullCheck } from '#shared/publications.ts'
import { MOST, text, webUrlOf } from './pull-shapes.ts'

/** What of GitHub's answers about checks is used. Whatever else is in them passes. */

export const checkRun = z.looseObject({
  id: z.number().int(),
  name: z.string(),
  status: z.string(),
  conclusion: text,
  html_url: text,
  details_url: text,
  output: z
    .looseObject({ title: text, summary: text, text, annotations_count: z.number().int().default(0) })
    .nullish(),
  app: z.looseObject({ slug: text }).nullish(),
})
export type CheckRun = z.infer<typeof checkRun>

/** A run of GitHub Actions. */
export const workflowRun = z.looseObject({
  id: z.number().int(),
  name: text,
  status: text,
  conclusion: text,
  html_url: text,
  workflow_id: z.number().int(),
  event: z.string(),
})

/** Its id is that of its check run. */
export const workflowJob = z.looseObject({
  id: z.number().int(),
  name: z.string(),
  status: z.string(),
  conclusion: text,
  html_url: text,
  steps: z.array(z.looseObject({ name: z.string(), conclusion: text })).default([]),
})

export const commitStatus = z.looseObject({
  context: z.string(),
  state: z.string(),
  description: text,
  target_url: text,
})

/** By the conclusion of a check run that is completed. One that GitHub may add some day keeps nobody from merging. */
const CONCLUSIONS: Readonly<Record<string, PullCheck['state']>> = {
  success: 'passed',
  failure: 'failed',
  timed_out: 'failed',
  cancelled: 'failed',
  action_required: 'failed',
  startup_failure: 'failed',
  neutral: 'neutral',
  skipped: 'neutral',
  stale: 'neutral',
}

export const stateOfRun = ({ status, conclusion }: Pick<CheckRun, 'status' | 'conclusion'>) =>
  status === 'completed' ? (CONCLUSIONS[conclusion ?? ''] ?? 'neutral') : 'pending'

export const checksOf = (runs: readonly CheckRun[]): PullCheck[] =>
  runs.slice(0, MOST).map((run) => ({
    runId: run.id,
    name: run.name,
    state: stateOfRun(run),
    summary: summaryOf(run),
    url: webUrlOf(run.html_url ?? run.details_url),
  }))

/** Conclusions that are no failure of what was checked: they are told, as they look like one. */
const TOLD: Readonly<Record<string, string>> = {
  timed_out: 'Timed out',
  cancelled: 'Cancelled',
  action_required: 'Waits for somebody at GitHub',
  startup_failure: 'Could not be started',
}

function summaryOf({ status, conclusion, output }: CheckRun): string | null {
  const told = status === 'completed' ? (TOLD[conclusion ?? ''] ?? null) : null
  const said = oneLine(output?.title ?? output?.summary)
  return told === null || said === null ? (told ?? said) : `${told}: ${said}`
}

/** What the Checks API calls GitHub Actions. */
export const ACTIONS = 'github-actions'

/** A job as the Checks API tells of it. */
export function checkOfJob({
  id,
  name,
  status,
  conclusion,
  html_url,
  steps,
}: z.infer<typeof workflowJob>): CheckRun {
  const failed = steps.find((step) => step.conclusion === 'failure')
  const output = failed === undefined ? null : { title: `Failed at ${failed.name}`, annotations_count: 0 }
  return { id, name, status, conclusion, html_url, output, app: { slug: ACTIONS } }
}

/** A workflow without jobs. */
export const checkOfWorkflow = ({
  id,
  name,
  status,
  conclusion,
  html_url,
}: z.infer<typeof workflowRun>): CheckRun => ({
  id,
  name: name ?? 'Workflow',
  status: status ?? 'queued',
  conclusion,
  html_url,
})

const STATUSES: Readonly<Record<string, PullCheck['state']>> = {
  success: 'passed',
  failure: 'failed',
  error: 'failed',
  pending: 'pending',
}

export const statusesOf = (statuses: readonly z.infer<typeof commitStatus>[]): PullCheck[] =>
  statuses.slice(0, MOST).map(({ context, state, description, target_url }) => ({
    runId: null,
    name: context,
    state: STATUSES[state] ?? 'neutral',
    summary: oneLine(description),
    url: webUrlOf(target_url),
  }))

function oneLine(words: string | null | undefined): string | null {
  const first = (words ?? '').replaceAll(/\s+/g, ' ').trim()
  return first === '' ? null : first.slice(0, 200)
}
