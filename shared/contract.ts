import { oc } from '@orpc/contract'
import { z } from 'zod'
import { batch, createBatch, listBatches } from './batches.ts'
import { id, page } from './common.ts'
import { agentChoice, agentHealth, agentName } from './agents.ts'
import { doctorReport } from './doctor.ts'
import { createLabel, label, updateLabel } from './labels.ts'
import { addLocalProvider, apiKey, model, provider, providerId, providerTest, signIn } from './providers.ts'
import { answerRequest, grant, request, runMessage } from './requests.ts'
import { logItem } from './run-log.ts'
import { diff, run, trashEntry } from './runs.ts'
import { createProject, project, updateProject } from './projects.ts'
import { settings, updateSettings } from './settings.ts'
import { openFolder, systemInfo } from './system.ts'
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
import { trustHash, trustReport } from './trust.ts'

const byId = z.strictObject({ id })
/** A task of a batch. */
const ofBatch = z.strictObject({ id, taskId: id })
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
    /** Makes the sample project with its five tasks; answers the existing one if it is there. */
    createSample: post('/projects/sample', 201).output(project),
    /** What the agent's program would run or obey in the repository as a run would start from it now. */
    trustReport: get('/projects/{id}/trust').input(byId).output(trustReport),
    /** Trusts exactly the content with this hash. 409 TRUST_CHANGED when it is another one by now. */
    trust: post('/projects/{id}/trust')
      .input(z.strictObject({ id, hash: trustHash }))
      .output(trustReport),
    /** Permissions the user gave for good. */
    grants: get('/projects/{id}/grants').input(byId).output(page(grant)),
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
  grants: {
    revoke: del('/grants/{id}').input(byId).output(z.object({ id })),
  },
  requests: {
    /** What waits for the user, oldest first, with answers that wait for a slot. */
    list: get('/requests').output(page(request)),
    answer: post('/requests/{id}/answer').input(answerRequest).output(request),
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
      .input(
        z.strictObject({
          id,
          comments: z.string().trim().min(1).max(100_000),
          /** Another agent than before, such as `build` for what `plan` has planned. */
          agent: agentName.optional(),
        }),
      )
      .output(run),
    /** Answers a waiting run with one of its choices; it goes on as soon as a slot is free. */
    continue: post('/runs/{id}/continue')
      .input(z.strictObject({ id, choice: z.string().max(100) }))
      .output(run),
    cancel: post('/runs/{id}/cancel').input(byId).output(run),
    /** Stops the agent where it is; the run waits with a `limit` request until it is continued. */
    pause: post('/runs/{id}/pause').input(byId).output(run),
    /**
     * Says something to the agent when its turn ends; with `interrupt` its turn is ended for it. A run
     * that waits with a `limit` request goes on with it.
     */
    message: post('/runs/{id}/message', 202)
      .input(
        z.strictObject({
          id,
          text: z.string().trim().min(1).max(100_000),
          interrupt: z.boolean().default(false),
        }),
      )
      .output(runMessage),
    /** All that the user said to the run while it went on, oldest first. */
    messages: get('/runs/{id}/messages').input(byId).output(page(runMessage)),
    /** Takes back what was not said yet. */
    withdrawMessage: del('/messages/{id}').input(byId).output(z.object({ id })),
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
  batches: {
    /**
     * Makes a batch of tasks and begins it. Nothing is begun when one of them cannot be: 409 MIXED_PROJECTS
     * `{groups}`, BATCH_TOO_LARGE `{limit}`, TASK_RUNNING, TASK_ARCHIVED, BLOCKED,
     * BASE_DIVERGED `{ahead, behind}`; 404; 400 for one named twice.
     */
    create: post('/batches', 202).input(createBatch).output(batch),
    /** Newest first. */
    list: get('/batches').input(listBatches).output(page(batch)),
    get: get('/batches/{id}').input(byId).output(batch),
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
    /** Brings its branch into the base branch; its tasks are done then. */
    merge: post('/batches/{id}/merge')
      .input(z.strictObject({ id, moveCheckout: z.boolean().default(false) }))
      .output(z.object({ commit: z.string() })),
    cancelTask: post('/batches/{id}/tasks/{taskId}/cancel').input(ofBatch).output(batch),
    skipTask: post('/batches/{id}/tasks/{taskId}/skip').input(ofBatch).output(batch),
    /** A new attempt at a task that was left out. 409 once the batch is over. */
    retryTask: post('/batches/{id}/tasks/{taskId}/retry').input(ofBatch).output(batch),
    /** Gives work that is not merged yet back to its agent. */
    sendBackTask: post('/batches/{id}/tasks/{taskId}/send-back')
      .input(z.strictObject({ id, taskId: id, comments: z.string().trim().min(1).max(100_000) }))
      .output(batch),
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
    health: get('/agents/health').output(agentHealth),
    /** Starts the agent's servers anew; turns that go on in them are resumed. */
    restart: post('/agents/restart').output(agentHealth),
    /** The agents there are, with those of a project. */
    list: get('/agents')
      .input(z.strictObject({ projectId: id.optional() }))
      .output(z.object({ items: z.array(agentChoice) })),
  },
  providers: {
    /** Connected ones first; `q` searches names. */
    list: get('/providers')
      .input(z.strictObject({ q: z.string().max(200).optional() }))
      .output(z.object({ items: z.array(provider) })),
    /** Adds an OpenAI-compatible endpoint, such as Ollama's, and its models. */
    addLocal: post('/providers', 201).input(addLocalProvider).output(provider),
    /** Removes an endpoint, signs out, or forgets a key: all that was set here. */
    disconnect: del('/providers/{id}')
      .input(z.strictObject({ id: providerId }))
      .output(z.object({ id: z.string() })),
    setKey: oc
      .route({ method: 'PUT', path: '/providers/{id}/key' })
      .input(z.strictObject({ id: providerId, key: apiKey }))
      .output(provider),
    /** Tries a key, or what is set, with a short prompt. It costs a few tokens. */
    test: post('/providers/{id}/test')
      .input(z.strictObject({ id: providerId, key: apiKey.optional() }))
      .output(providerTest),
    /** Asks a local endpoint for its models again. */
    refresh: post('/providers/{id}/refresh')
      .input(z.strictObject({ id: providerId }))
      .output(provider),
    signIn: post('/providers/{id}/sign-in')
      .input(
        z.strictObject({
          id: providerId,
          method: z.number().int().min(0).max(50),
          inputs: z.record(z.string().max(100), z.string().max(2000)).default({}),
        }),
      )
      .output(signIn),
    /** Waits for the browser (`auto`) or takes the code. */
    completeSignIn: post('/providers/{id}/sign-in/complete')
      .input(z.strictObject({ id: providerId, code: z.string().trim().min(1).max(10_000).optional() }))
      .output(provider),
    cancelSignIn: post('/providers/{id}/sign-in/cancel')
      .input(z.strictObject({ id: providerId }))
      .output(z.object({ id: z.string() })),
  },
  models: {
    /** Models of connected providers. */
    list: get('/models').output(z.object({ items: z.array(model) })),
  },
  doctor: {
    report: get('/doctor').output(doctorReport),
    /** Everything a helper needs to know, without secrets, task texts or code. */
    bundle: get('/doctor/bundle').output(z.looseObject({ at: z.string() })),
  },
  system: {
    /** What the page shows about the host, and where its clock stands. */
    info: get('/system').output(systemInfo),
    /** Lets the user choose a folder. 409 NOT_POSSIBLE_HERE in a shell without a desktop. */
    pickFolder: post('/system/pick-folder').output(z.object({ path: z.string().nullable() })),
    openFolder: post('/system/open-folder')
      .input(openFolder)
      .output(z.object({ path: z.string() })),
  },
}

export type Contract = typeof contract
