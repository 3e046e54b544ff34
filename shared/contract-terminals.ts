import { z } from 'zod'
import { id, page } from './common.ts'
import { byId, del, get, nothing, post } from './contract-routes.ts'
import { openTerminal, resizeTerminal, terminal, writeTerminal } from './terminals.ts'

/** Calls of the contract about terminals; their output is a stream, `/api/terminals/{id}/stream`. */
export const terminalCalls = {
  list: get('/terminals', 'All terminals, oldest first.').input(nothing).output(page(terminal)),
  create: post('/runs/{id}/terminals', 201, 'Opens a shell of the user’s in the worktree of the run.')
    .input(openTerminal)
    .output(terminal),
  createInProject: post(
    '/projects/{id}/terminals',
    201,
    'Opens a shell of the user’s in the project’s own folder.',
  )
    .input(openTerminal)
    .output(terminal),
  startDev: post(
    '/runs/{id}/dev',
    200,
    'Starts the project’s dev command in the worktree of the run, with a free port in `PORT`; answers the one that runs there.',
  )
    .input(openTerminal)
    .output(terminal),
  restart: post('/terminals/{id}/restart', 200, 'Ends it, and answers a new one in its place.')
    .input(byId)
    .output(terminal),
  stop: post('/terminals/{id}/stop', 200, 'Ends its process. What it shows stays until it is closed.')
    .input(byId)
    .output(terminal),
  write: post('/terminals/{id}/write', 200, 'Types into it.').input(writeTerminal).output(z.object({ id })),
  resize: post('/terminals/{id}/resize').input(resizeTerminal).output(terminal),
  close: del('/terminals/{id}', 'Ends its process and removes it.').input(byId).output(z.object({ id })),
}
