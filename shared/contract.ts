import { oc } from '@orpc/contract'
import { z } from 'zod'
import { batch, createBatch, createOrPreviewBatch, listBatches } from './batches.ts'
import { id, page, timestamp } from './common.ts'
import { candidate, contest, createContest } from './contests.ts'
import { agentChoice, agentHealth, agentName } from './agents.ts'
import { doctorReport } from './doctor.ts'
import { batchPreview, forecast } from './forecasts.ts'
import { createLabel, label, updateLabel } from './labels.ts'
import { addLocalProvider, apiKey, model, provider, providerId, providerTest, signIn } from './providers.ts'
import { answerRequest, grant, request, runMessage } from './requests.ts'
import { pullReport } from './pull-report.ts'
import { logItem } from './run-log.ts'
import { diff, run, trashEntry } from './runs.ts'
import { createProject, project, updateProject } from './projects.ts'
import { settings, updateSettings } from './settings.ts'
import { storageFreed, storageName, storageReport, trashEmptied } from './storage.ts'
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

/** For a call that takes nothing: what is sent to it anyway is refused, as everywhere. */
export const nothing = z.strictObject({}).optional()
const byId = z.strictObject({ id })
/** A task of a batch. */
const ofBatch = z.strictObject({ id, taskId: id })
/** A task by its id or its identifier. */
const byTask = z.strictObject({ id: taskRef })
/** @param summary what it does, where its path and its schema do not say so; told in `/openapi.json` */
const route = (how: Parameters<typeof oc.route>[0], summary?: string) =>
  oc.route({ ...how, ...(summary === undefined ? {} : { summary }) })
const get = (path: `/${string}`, summary?: string) => route({ method: 'GET', path }, summary)
const post = (path: `/${string}`, successStatus = 200, summary?: string) =>
  route({ method: 'POST', path, successStatus }, summary)
const patch = (path: `/${string}`, summary?: string) => route({ method: 'PATCH', path }, summary)
const del = (path: `/${string}`, summary?: string) => route({ method: 'DELETE', path }, summary)

/**
 * The one contract: calls of the page over `/rpc` (and a MessagePort), the same calls as REST under
 * `/api`. Streams (`/api/events`, `/api/runs/{id}/logs/stream`) stand beside it: their event names and
 * ids are ours.
 */
export const contract = {
  projects: {
    list: get('/projects').input(nothing).output(page(project)),
    create: post('/projects', 201).input(createProject).output(project),
    get: get('/projects/{id}').input(byId).output(project),
    update: patch('/projects/{id}').input(updateProject).output(project),
    remove: del('/projects/{id}').input(byId).output(z.object({ id })),
    cancelClone: post('/projects/{id}/cancel-clone', 200, 'Ends a clone under way; the project goes away.')
      .input(byId)
      .output(z.object({ id })),
    createSample: post(
      '/projects/sample',
      201,
      'Makes the sample project with its five tasks; answers the existing one if it is there.',
    )
      .input(nothing)
      .output(project),
    trustReport: get(
      '/projects/{id}/trust',
      "What the agent's program would run or obey in the repository as a run would start from it now.",
    )
      .input(byId)
      .output(trustReport),
    trust: post(
      '/projects/{id}/trust',
      200,
      'Trusts exactly the content with this hash. 409 TRUST_CHANGED when it is another one by now.',
    )
      .input(z.strictObject({ id, hash: trustHash }))
      .output(trustReport),
    grants: get('/projects/{id}/grants', 'Permissions the user gave for good.')
      .input(byId)
      .output(page(grant)),
  },
  tasks: {
    list: get('/tasks').input(listTasks).output(taskPage),
    create: post('/tasks', 201).input(createTask).output(task),
    get: get('/tasks/{id}').input(byTask).output(task),
    update: patch('/tasks/{id}').input(updateTask).output(task),
    remove: del('/tasks/{id}', 'Removes the task for good. 409 TASK_RUNNING while a run of it is not over.')
      .input(byTask)
      .output(z.object({ id })),
    execute: post('/tasks/{id}/execute', 202).input(byTask).output(run),
    cancel: post('/tasks/{id}/cancel').input(byTask).output(run),
    runs: get('/tasks/{id}/runs').input(byTask).output(page(run)),
    comments: get('/tasks/{id}/comments').input(byTask).output(page(comment)),
    addComment: post('/tasks/{id}/comments', 201)
      .input(z.strictObject({ id: taskRef, body: commentBody }))
      .output(comment),
    activity: get('/tasks/{id}/activity').input(byTask).output(page(activity)),
    prompt: get('/tasks/{id}/prompt', 'The prompt that Execute would send now.')
      .input(byTask)
      .output(z.object({ text: z.string() })),
  },
  grants: {
    revoke: del('/grants/{id}').input(byId).output(z.object({ id })),
  },
  requests: {
    list: get('/requests', 'What waits for the user, oldest first, with answers that wait for a slot.')
      .input(nothing)
      .output(page(request)),
    answer: post('/requests/{id}/answer').input(answerRequest).output(request),
  },
  comments: {
    update: patch('/comments/{id}')
      .input(z.strictObject({ id, body: commentBody }))
      .output(comment),
    remove: del('/comments/{id}').input(byId).output(z.object({ id })),
  },
  labels: {
    list: get('/labels').input(nothing).output(page(label)),
    create: post('/labels', 201).input(createLabel).output(label),
    update: patch('/labels/{id}').input(updateLabel).output(label),
    remove: del('/labels/{id}').input(byId).output(z.object({ id })),
  },
  runs: {
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
  },
  batches: {
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
      .input(byId)
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
    /** Brings its branch into the base branch; its tasks are done then. */
    merge: post('/batches/{id}/merge')
      .input(z.strictObject({ id, moveCheckout: z.boolean().default(false) }))
      .output(z.object({ commit: z.string() })),
    cancelTask: post('/batches/{id}/tasks/{taskId}/cancel').input(ofBatch).output(batch),
    skipTask: post('/batches/{id}/tasks/{taskId}/skip').input(ofBatch).output(batch),
    /** A new attempt at a task that was left out. 409 once the batch is over. */
    retryTask: post('/batches/{id}/tasks/{taskId}/retry').input(ofBatch).output(batch),
    /** Merges and checks a task again that was left out because a check failed. 409 for others. */
    checkTask: post('/batches/{id}/tasks/{taskId}/check').input(ofBatch).output(batch),
    /** Gives work that is not merged yet back to its agent. */
    sendBackTask: post('/batches/{id}/tasks/{taskId}/send-back')
      .input(z.strictObject({ id, taskId: id, comments: z.string().trim().min(1).max(100_000) }))
      .output(batch),
  },
  contests: {
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
      .input(z.strictObject({ id, a: id, b: id }))
      .output(diff),
  },
  autoPull: {
    report: get('/auto-pull', 'Projects of which auto-pull begins no task, and why.')
      .input(nothing)
      .output(pullReport),
  },
  trash: {
    list: get('/trash').input(nothing).output(page(trashEntry)),
    restore: post('/trash/{id}/restore')
      .input(byId)
      .output(z.object({ branch: z.string(), commit: z.string() })),
  },
  storage: {
    report: get(
      '/storage',
      'What is held on the disk. Sizes are those of the last measurement; an old one is made anew meanwhile. The first call begins it and answers without: `measuredAt` and the sizes are null until then, and `measuring` is null again once it is done.',
    )
      .input(nothing)
      .output(storageReport),
    measure: post(
      '/storage/measure',
      202,
      'Begins to measure anew; `measuring` of the report says how far it is.',
    )
      .input(nothing)
      .output(storageReport),
    free: post(
      '/storage/free',
      200,
      'Removes a thing after its work was put into the trash. 409 for what is in use or cannot be kept.',
    )
      .input(z.strictObject({ item: storageName }))
      .output(storageFreed),
    keep: post('/storage/keep', 200, 'Makes a branch of what an orphan holds, of a clone a project.')
      .input(z.strictObject({ item: storageName }))
      .output(storageFreed),
    compact: post('/storage/compact', 200, 'Takes the log of the database over into it.')
      .input(nothing)
      .output(z.object({ bytes: z.number().int() })),
    emptyTrash: post(
      '/storage/empty-trash',
      200,
      'Drops what was put away until then, for good: it cannot be brought back.',
    )
      .input(z.strictObject({ until: timestamp }))
      .output(trashEmptied),
  },
  settings: {
    get: get('/settings').input(nothing).output(settings),
    update: patch('/settings').input(updateSettings).output(settings),
  },
  agents: {
    health: get('/agents/health').input(nothing).output(agentHealth),
    restart: post(
      '/agents/restart',
      200,
      "Starts the agent's servers anew; turns that go on in them are resumed.",
    )
      .input(nothing)
      .output(agentHealth),
    list: get('/agents', 'The agents there are, with those of a project.')
      .input(z.strictObject({ projectId: id.optional() }))
      .output(z.object({ items: z.array(agentChoice) })),
  },
  providers: {
    list: get('/providers', 'Connected ones first; `q` searches names.')
      .input(z.strictObject({ q: z.string().max(200).optional() }))
      .output(z.object({ items: z.array(provider) })),
    addLocal: post('/providers', 201, "Adds an OpenAI-compatible endpoint, such as Ollama's, and its models.")
      .input(addLocalProvider)
      .output(provider),
    disconnect: del(
      '/providers/{id}',
      'Removes an endpoint, signs out, or forgets a key: all that was set here.',
    )
      .input(z.strictObject({ id: providerId }))
      .output(z.object({ id: z.string() })),
    setKey: oc
      .route({ method: 'PUT', path: '/providers/{id}/key' })
      .input(z.strictObject({ id: providerId, key: apiKey }))
      .output(provider),
    test: post(
      '/providers/{id}/test',
      200,
      'Tries a key, or what is set, with a short prompt. It costs a few tokens.',
    )
      .input(z.strictObject({ id: providerId, key: apiKey.optional() }))
      .output(providerTest),
    refresh: post('/providers/{id}/refresh', 200, 'Asks a local endpoint for its models again.')
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
    completeSignIn: post(
      '/providers/{id}/sign-in/complete',
      200,
      'Waits for the browser (`auto`) or takes the code.',
    )
      .input(z.strictObject({ id: providerId, code: z.string().trim().min(1).max(10_000).optional() }))
      .output(provider),
    cancelSignIn: post('/providers/{id}/sign-in/cancel')
      .input(z.strictObject({ id: providerId }))
      .output(z.object({ id: z.string() })),
  },
  models: {
    list: get('/models', 'Models of connected providers.')
      .input(nothing)
      .output(z.object({ items: z.array(model) })),
  },
  doctor: {
    report: get('/doctor').input(nothing).output(doctorReport),
    bundle: get('/doctor/bundle', 'Everything a helper needs to know, without secrets, task texts or code.')
      .input(nothing)
      .output(z.looseObject({ at: z.string() })),
  },
  system: {
    info: get('/system', 'What the page shows about the host, and where its clock stands.')
      .input(nothing)
      .output(systemInfo),
    pickFolder: post(
      '/system/pick-folder',
      200,
      'Lets the user choose a folder. 409 NOT_POSSIBLE_HERE in a shell without a desktop.',
    )
      .input(nothing)
      .output(z.object({ path: z.string().nullable() })),
    openFolder: post('/system/open-folder')
      .input(openFolder)
      .output(z.object({ path: z.string() })),
  },
}

export type Contract = typeof contract
