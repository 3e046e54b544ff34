import {
  acceptPlan,
  askForChanges,
  createBrainstorm,
  dismissBrainstorm,
  editPlan,
  listedBrainstorm,
  retryBrainstorm,
  wholeBrainstorm,
} from './brainstorms.ts'
import { page } from './common.ts'
import { byTask, get, nothing, post } from './contract-routes.ts'

/** Goals that become plans of tasks. A brainstorm is named by its goal, a task that lists of tasks leave out. */
export const brainstormCalls = {
  list: get('/brainstorms', 'The newest 100, the latest first.')
    .input(nothing)
    .output(page(listedBrainstorm)),
  get: get('/brainstorms/{id}').input(byTask).output(wholeBrainstorm),
  create: post(
    '/brainstorms',
    201,
    'Has an agent that can only read make a plan of a goal. Refused as `execute` is.',
  )
    .input(createBrainstorm)
    .output(wholeBrainstorm),
  edit: post('/brainstorms/{id}/plan', 200, 'Changes the plan. 409 while the agent is at it.')
    .input(editPlan)
    .output(wholeBrainstorm),
  change: post(
    '/brainstorms/{id}/change',
    202,
    'Says to the agent what shall be different; its answer takes the place of the plan.',
  )
    .input(askForChanges)
    .output(wholeBrainstorm),
  retry: post(
    '/brainstorms/{id}/retry',
    202,
    'Does once more what has failed or was cancelled, with another model or variant where one is named.',
  )
    .input(retryBrainstorm)
    .output(wholeBrainstorm),
  accept: post(
    '/brainstorms/{id}/accept',
    200,
    'Makes the tasks of the plan, all or none. One that was accepted is answered as it is.',
  )
    .input(acceptPlan)
    .output(wholeBrainstorm),
  takeBack: post(
    '/brainstorms/{id}/take-back',
    200,
    'Deletes the tasks that accepting has made, unless one of them was begun, changed or commented on.',
  )
    .input(byTask)
    .output(wholeBrainstorm),
  dismiss: post('/brainstorms/{id}/dismiss', 200, 'Ends it without tasks, or takes it up again.')
    .input(dismissBrainstorm)
    .output(wholeBrainstorm),
}
