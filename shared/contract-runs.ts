import { z } from 'zod'
import { agentName } from './agents.ts'
import { id, page } from './common.ts'
import { byId, del, get, nothing, post } from './contract-routes.ts'
import { runMessage } from './requests.ts'
import { logItem } from './run-log.ts'
import { diff, run } from './runs.ts'

/** Calls of the contract about runs. */
export const runCalls = {
  list: get('/runs', 'Runs that are not over, and those of tasks in review.')
    .input(nothing)
    .output(page(run)),
  get: get('/runs/{id}').input(byId).output(run),
  logs: get('/runs/{id}/logs')
    .input(
      z.strictObject({
        id,
        after: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1).max(5000).default(1000),
      }),
    )
    .output(z.object({ items: z.array(logItem), lastSeq: z.number().int() })),
  diff: get('/runs/{id}/diff').input(byId).output(diff),
  retry: post('/runs/{id}/retry', 202, 'A new attempt: new session, new worktree, branch `-rN`.')
    .input(byId)
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
        /** Another agent than before, such as `build` for what `plan` has planned. */
        agent: agentName.optional(),
      }),
    )
    .output(run),
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
    'Says something to the agent when its turn ends; with `interrupt` its turn is ended for it. A run that waits with a `limit` request goes on with it.',
  )
    .input(
      z.strictObject({
        id,
        text: z.string().trim().min(1).max(100_000),
        interrupt: z.boolean().default(false),
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
