import { z } from 'zod'
import { id, page } from './common.ts'
import { byId, del, get, nothing, post } from './contract-routes.ts'
import { runMessage } from './requests.ts'
import { logItem, todoItem } from './run-log.ts'
import { mergeState, restoreWork, revertPart, space, takenBack } from './review.ts'
import { diff, run } from './runs.ts'
import { findFiles, foundFiles, previewSendBack, promptPreview } from './steering.ts'
import { workerChoice } from './worker-fields.ts'

/** Calls of the contract about runs. */
export const runCalls = {
  list: get('/runs', 'Runs that are not over, and those of tasks in review.')
    .input(nothing)
    .output(page(run)),
  get: get('/runs/{id}').input(byId).output(run),
  logs: get(
    '/runs/{id}/logs',
    'Items of the log, oldest first: the first ones after `after`; with `before`, the last ones before it.',
  )
    .input(
      z.strictObject({
        id,
        after: z.coerce.number().int().min(0).default(0),
        /** One more than the last item's number, or any number beyond it, asks for the end of the log. */
        before: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
        limit: z.coerce.number().int().min(1).max(5000).default(1000),
      }),
    )
    .output(z.object({ items: z.array(logItem), lastSeq: z.number().int() })),
  plan: get('/runs/{id}/plan', 'The todo list that the agent of the run has written last.')
    .input(byId)
    .output(z.object({ items: z.array(todoItem) })),
  diff: get(
    '/runs/{id}/diff',
    'What it has changed since its base, or `since` an earlier run of its task. 404 when the work of that one is gone.',
  )
    .input(z.strictObject({ id, since: id.optional(), space }))
    .output(diff),
  revert: post(
    '/runs/{id}/revert',
    200,
    'Takes a file of its work, or some lines of it, back to how they were before the run: a commit on its branch. 409 while something else uses the branch, when the worktree has changes, or the work is not at `head` any more.',
  )
    .input(revertPart)
    .output(run),
  restore: post(
    '/runs/{id}/restore',
    200,
    'Brings its files to how they were in an earlier commit of its branch, by another commit.',
  )
    .input(restoreWork)
    .output(run),
  takenBack: get(
    '/runs/{id}/taken-back',
    'What of its work was taken back last, and how to undo that or to do it again: what `restore` takes.',
  )
    .input(byId)
    .output(takenBack),
  check: post(
    '/runs/{id}/check',
    202,
    "Runs the project's check on its work once more; the output goes to its log, `recheck` says how it stands. Of a run that has failed because of the check the answer is a new run, which commits the work when it passes.",
  )
    .input(byId)
    .output(run),
  stopCheck: post('/runs/{id}/stop-check', 200, 'Breaks such a check off.').input(byId).output(run),
  retry: post(
    '/runs/{id}/retry',
    202,
    'A new attempt: new session, new worktree, branch `-rN`; with a `model` or an `agent`, by those instead of the task’s.',
  )
    .input(z.strictObject({ id, ...workerChoice }))
    .output(run),
  sendBack: post(
    '/runs/{id}/send-back',
    202,
    'A new run in the same session, branch and worktree, prompted with the comments.',
  )
    .input(
      z.strictObject({
        id,
        comments: z.string().trim().min(1).max(100_000),
        /** Another worker than before, such as the agent `build` for what `plan` has planned. */
        ...workerChoice,
      }),
    )
    .output(run),
  previewSendBack: post(
    '/runs/{id}/send-back/preview',
    200,
    'What `send-back` with these would say, and to whom.',
  )
    .input(previewSendBack)
    .output(promptPreview),
  files: get(
    '/runs/{id}/files',
    'Files of its worktree whose paths are like `q`, the best first; of the repository while it has no worktree.',
  )
    .input(findFiles)
    .output(foundFiles),
  continue: post(
    '/runs/{id}/continue',
    200,
    'Answers a waiting run with one of its choices; it goes on as soon as a slot is free.',
  )
    .input(z.strictObject({ id, choice: z.string().max(100) }))
    .output(run),
  cancel: post('/runs/{id}/cancel').input(byId).output(run),
  pause: post(
    '/runs/{id}/pause',
    200,
    'Stops the agent where it is; the run waits with a `limit` request until it is continued.',
  )
    .input(byId)
    .output(run),
  message: post(
    '/runs/{id}/message',
    202,
    'Says something to the agent when its turn ends; with `interrupt` its turn is ended for it. A run that waits with a `limit` request goes on with it. A `model`, `agent` or `variant` works from then on.',
  )
    .input(
      z.strictObject({
        id,
        text: z.string().trim().min(1).max(100_000),
        interrupt: z.boolean().default(false),
        ...workerChoice,
      }),
    )
    .output(runMessage),
  messages: get('/runs/{id}/messages', 'All that the user said to the run while it went on, oldest first.')
    .input(byId)
    .output(page(runMessage)),
  withdrawMessage: del('/messages/{id}', 'Takes back what was not said yet.')
    .input(byId)
    .output(z.object({ id })),
  discard: post('/runs/{id}/discard', 200, 'Removes worktree and branch after keeping both in the trash.')
    .input(byId)
    .output(run),
  mergeState: get(
    '/runs/{id}/merge',
    'How `merge` would find the base branch and its checkout now; nothing is changed. 409 when there is nothing to merge.',
  )
    .input(byId)
    .output(mergeState),
  merge: post('/runs/{id}/merge')
    .input(
      z.strictObject({
        id,
        strategy: z.enum(['ff', 'merge']).default('merge'),
        /** Also fast-forward the user's own checkout of the base branch, if it is clean. */
        moveCheckout: z.boolean().default(false),
      }),
    )
    .output(z.object({ commit: z.string() })),
}
