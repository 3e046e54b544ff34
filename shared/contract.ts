import { oc } from '@orpc/contract'
import { z } from 'zod'
import { id, page, timestamp } from './common.ts'
import { createLabel, label, updateLabel } from './labels.ts'
import { logItem } from './run-log.ts'
import { diff, run, trashEntry } from './runs.ts'
import { createProject, project, updateProject } from './projects.ts'
import { settings, updateSettings } from './settings.ts'
import {
  activity,
  comment,
  commentBody,
  createTask,
  listTasks,
  task,
  taskPage,
  taskRef,
  updateTask,
} from './tasks.ts'

const byId = z.strictObject({ id })
/** A task by its id or its identifier. */
const byTask = z.strictObject({ id: taskRef })
const get = (path: `/${string}`) => oc.route({ method: 'GET', path })
const post = (path: `/${string}`, successStatus = 200) => oc.route({ method: 'POST', path, successStatus })
const patch = (path: `/${string}`) => oc.route({ method: 'PATCH', path })
const del = (path: `/${string}`) => oc.route({ method: 'DELETE', path })

/**
 * The one contract: calls of the page over `/rpc` (and a MessagePort), the same calls as REST under
 * `/api`. Streams (`/api/events`, `/api/runs/{id}/logs/stream`) stand beside it: their event names and
 * ids are ours.
 */
export const contract = {
  projects: {
    list: get('/projects').output(page(project)),
    create: post('/projects', 201).input(createProject).output(project),
    get: get('/projects/{id}').input(byId).output(project),
    update: patch('/projects/{id}').input(updateProject).output(project),
    remove: del('/projects/{id}').input(byId).output(z.object({ id })),
    /** Ends a clone under way; the project goes away. */
    cancelClone: post('/projects/{id}/cancel-clone').input(byId).output(z.object({ id })),
    /** Makes the sample project with its four tasks; answers the existing one if it is there. */
    createSample: post('/projects/sample', 201).output(project),
  },
  tasks: {
    list: get('/tasks').input(listTasks).output(taskPage),
    create: post('/tasks', 201).input(createTask).output(task),
    get: get('/tasks/{id}').input(byTask).output(task),
    update: patch('/tasks/{id}').input(updateTask).output(task),
    /** Removes the task for good. 409 TASK_RUNNING while a run of it is not over. */
    remove: del('/tasks/{id}').input(byTask).output(z.object({ id })),
    execute: post('/tasks/{id}/execute', 202).input(byTask).output(run),
    cancel: post('/tasks/{id}/cancel').input(byTask).output(run),
    runs: get('/tasks/{id}/runs').input(byTask).output(page(run)),
    comments: get('/tasks/{id}/comments').input(byTask).output(page(comment)),
    addComment: post('/tasks/{id}/comments', 201)
      .input(z.strictObject({ id: taskRef, body: commentBody }))
      .output(comment),
    activity: get('/tasks/{id}/activity').input(byTask).output(page(activity)),
    /** The prompt that Execute would send now. */
    prompt: get('/tasks/{id}/prompt')
      .input(byTask)
      .output(z.object({ text: z.string() })),
  },
  comments: {
    update: patch('/comments/{id}')
      .input(z.strictObject({ id, body: commentBody }))
      .output(comment),
    remove: del('/comments/{id}').input(byId).output(z.object({ id })),
  },
  labels: {
    list: get('/labels').output(page(label)),
    create: post('/labels', 201).input(createLabel).output(label),
    update: patch('/labels/{id}').input(updateLabel).output(label),
    remove: del('/labels/{id}').input(byId).output(z.object({ id })),
  },
  runs: {
    /** Runs that are not over, and those of tasks in review. */
    list: get('/runs').output(page(run)),
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
    /** A new attempt: new session, new worktree, branch `-rN`. */
    retry: post('/runs/{id}/retry', 202).input(byId).output(run),
    /** A new run in the same session, branch and worktree, prompted with the comments. */
    sendBack: post('/runs/{id}/send-back', 202)
      .input(z.strictObject({ id, comments: z.string().trim().min(1).max(100_000) }))
      .output(run),
    /** Answers a waiting run with one of its choices; it goes on as soon as a slot is free. */
    continue: post('/runs/{id}/continue')
      .input(z.strictObject({ id, choice: z.string().max(100) }))
      .output(run),
    cancel: post('/runs/{id}/cancel').input(byId).output(run),
    /** Removes worktree and branch after keeping both in the trash. */
    discard: post('/runs/{id}/discard').input(byId).output(run),
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
  },
  trash: {
    list: get('/trash').output(page(trashEntry)),
    restore: post('/trash/{id}/restore')
      .input(byId)
      .output(z.object({ branch: z.string(), commit: z.string() })),
  },
  settings: {
    get: get('/settings').output(settings),
    update: patch('/settings').input(updateSettings).output(settings),
  },
  agents: {
    health: get('/agents/health').output(
      z.object({
        state: z.enum(['stopped', 'starting', 'healthy', 'unhealthy']),
        name: z.string(),
        version: z.string().nullable(),
        problem: z.string().nullable(),
      }),
    ),
    models: get('/agents/models').output(
      z.object({ items: z.array(z.object({ id: z.string(), name: z.string(), scripted: z.boolean() })) }),
    ),
  },
  system: {
    /** What the page shows about the host, and where its clock stands. */
    info: get('/system').output(
      z.object({
        version: z.string(),
        platform: z.string(),
        shell: z.enum(['electron', 'headless']),
        now: timestamp,
      }),
    ),
  },
}

export type Contract = typeof contract
