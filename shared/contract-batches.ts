import { z } from 'zod'
import { batch, createBatch, createOrPreviewBatch, listBatches } from './batches.ts'
import { id, page } from './common.ts'
import { candidate, contest, createContest } from './contests.ts'
import { byId, get, nothing, post } from './contract-routes.ts'
import { batchPreview, forecast } from './forecasts.ts'
import { mergeState, space } from './review.ts'
import { runMessage } from './requests.ts'
import { diff, run } from './runs.ts'
import { workerChoice } from './worker-fields.ts'

/** A task of a batch. */
const ofBatch = z.strictObject({ id, taskId: id })

/** Calls of the contract about batches. */
export const batchCalls = {
  /**
   * Makes a batch of tasks and begins it. Nothing is begun when one of them cannot be: 409 MIXED_PROJECTS
   * `{groups}`, BATCH_TOO_LARGE `{limit}`, TASK_RUNNING, TASK_ARCHIVED, BLOCKED,
   * BASE_DIVERGED `{ahead, behind}`; 404; 400 for one named twice, or alone in a combined batch.
   */
  create: post(
    '/batches',
    202,
    'Makes a batch and begins it. With `dryRun` nothing is made: the answer says what would happen (`dryRun: true`, order, branch, commands, estimate, forecast), or is refused as the batch would be.',
  )
    .input(createOrPreviewBatch)
    // `dryRun` is for REST; in code a batch is made here, and looked at with `preview`.
    .output(batch.or(batchPreview) as unknown as typeof batch),
  preview: post('/batches/preview', 200, 'The same as `POST /batches` with `dryRun`.')
    .input(createBatch)
    .output(batchPreview),
  /** Newest first. */
  list: get('/batches').input(listBatches).output(page(batch)),
  get: get('/batches/{id}').input(byId).output(batch),
  forecast: get(
    '/batches/{id}/forecast',
    'How the work of its tasks will merge as it stands now; empty once it is over.',
  )
    .input(byId)
    .output(forecast),
  diff: get(
    '/batches/{id}/diff',
    'What merging its branch brings into the base branch; no files while nothing is merged.',
  )
    .input(z.strictObject({ id, space }))
    .output(diff),
  /** Ends its runs; their work stays, and so does what is merged. */
  cancel: post('/batches/{id}/cancel').input(byId).output(batch),
  /** Stops its agents where they are, and begins nothing. */
  pause: post('/batches/{id}/pause').input(byId).output(batch),
  resume: post('/batches/{id}/resume').input(byId).output(batch),
  /** Takes the work of the task that a queue waits with. 409 when it does not wait. */
  approve: post('/batches/{id}/approve').input(byId).output(batch),
  /** Changes the order in which what is not merged yet is merged. Parents stay before what depends on them. */
  reorder: post('/batches/{id}/reorder')
    .input(z.strictObject({ id, taskIds: z.array(id).min(1).max(100) }))
    .output(batch),
  merge: post(
    '/batches/{id}/merge',
    200,
    'Brings its branch into the base branch; its tasks are done then. With `dryRun` nothing is done: it is refused where the checkout of the base branch is in the way, and answers the commit that branch stands at.',
  )
    .input(
      z.strictObject({ id, moveCheckout: z.boolean().default(false), dryRun: z.boolean().default(false) }),
    )
    .output(z.object({ commit: z.string() })),
  mergeState: get(
    '/batches/{id}/merge',
    'How `merge` would find the base branch and its checkout now; nothing is changed. 409 when there is nothing to merge.',
  )
    .input(byId)
    .output(mergeState),
  cancelTask: post('/batches/{id}/tasks/{taskId}/cancel').input(ofBatch).output(batch),
  skipTask: post('/batches/{id}/tasks/{taskId}/skip').input(ofBatch).output(batch),
  /** A new attempt at a task that was left out. 409 once the batch is over. */
  retryTask: post('/batches/{id}/tasks/{taskId}/retry').input(ofBatch).output(batch),
  /** Merges and checks a task again that was left out because a check failed. 409 for others. */
  checkTask: post('/batches/{id}/tasks/{taskId}/check').input(ofBatch).output(batch),
  /** Gives work that is not merged yet back to its agent. */
  sendBackTask: post('/batches/{id}/tasks/{taskId}/send-back')
    .input(
      z.strictObject({
        id,
        taskId: id,
        comments: z.string().trim().min(1).max(100_000),
        /** Another worker than before. */
        ...workerChoice,
      }),
    )
    .output(batch),
  message: post(
    '/batches/{id}/message',
    202,
    'Says the same to every agent of the batch that goes on, when its turn ends; with `interrupt` the turns of those at work are ended for it. Answers what was said to each run. 409 when none goes on.',
  )
    .input(
      z.strictObject({
        id,
        text: z.string().trim().min(1).max(100_000),
        interrupt: z.boolean().default(false),
        ...workerChoice,
      }),
    )
    .output(z.object({ items: z.array(runMessage) })),
}

/** Calls of the contract about contests. */
export const contestCalls = {
  create: post(
    '/tasks/{id}/contest',
    202,
    'Begins several runs at a task, of which one is taken. 409 TASK_RUNNING, IN_BATCH, IN_CONTEST, BASE_DIVERGED, or as `execute` is refused.',
  )
    .input(createContest)
    .output(contest),
  list: get('/contests', 'Those that are not over.').input(nothing).output(page(contest)),
  get: get('/contests/{id}').input(byId).output(contest),
  candidates: get(
    '/contests/{id}/candidates',
    'Its runs: those that passed the check first, then those with fewer changed lines, lower cost, shorter work.',
  )
    .input(byId)
    .output(page(run)),
  add: post('/contests/{id}/add', 202, 'One more candidate from the same commit, with the same prompt.')
    .input(z.strictObject({ id, candidate }))
    .output(contest),
  take: post(
    '/contests/{id}/take',
    202,
    'Makes a candidate that is over the run of its task; the others end and go into the trash.',
  )
    .input(z.strictObject({ id, runId: id }))
    .output(contest),
  cancel: post('/contests/{id}/cancel', 202, 'Ends its runs; their work goes into the trash.')
    .input(byId)
    .output(contest),
  diff: get('/contests/{id}/diff', 'What differs from the work of candidate `a` to that of `b`.')
    .input(z.strictObject({ id, a: id, b: id, space }))
    .output(diff),
}
