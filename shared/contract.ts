import { oc } from '@orpc/contract'
import { z } from 'zod'
import { commitId, id, page, timestamp } from './common.ts'
import { agentChoice, agentHealth } from './agents.ts'
import { doctorReport } from './doctor.ts'
import { createLabel, label, updateLabel } from './labels.ts'
import { addLocalProvider, apiKey, model, provider, providerId, providerTest, signIn } from './providers.ts'
import { answerRequest, grant, request } from './requests.ts'
import { pullReport } from './pull-report.ts'
import { filePath, fileText } from './review.ts'
import { run, trashEntry } from './runs.ts'
import { cloneAgain, createProject, project, repositoryFacts, updateProject } from './projects.ts'
import { findFiles, foundFiles, promptPreview, saidWords } from './steering.ts'
import { settings, updateSettings } from './settings.ts'
import { storageFreed, storageName, storageReport, trashEmptied } from './storage.ts'
import { openFile, openFolder, subFolders, systemInfo, typedPath } from './system.ts'
import {
  activity,
  comment,
  commentBody,
  createTask,
  createTasks,
  listTasks,
  task,
  taskPage,
  taskRef,
  updatedTasks,
  updateTask,
  updateTasks,
} from './tasks.ts'
import { trustHash, trustReport } from './trust.ts'
import { attachmentCalls } from './contract-attachments.ts'
import { batchCalls, contestCalls } from './contract-batches.ts'
import { brainstormCalls } from './contract-brainstorms.ts'
import { githubCalls, importCalls, publicationCalls } from './contract-github.ts'
import { inboxCalls, templateCalls, usageCalls, viewCalls } from './contract-views.ts'
import { issueCalls } from './contract-issues.ts'
import { byId, byTask, del, get, nothing, patch, post } from './contract-routes.ts'
import { runCalls } from './contract-runs.ts'
import { terminalCalls } from './contract-terminals.ts'

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
    cloneAgain: post(
      '/projects/{id}/clone',
      202,
      'Makes a clone that failed once more, from another address where one is given. 409 where there is none.',
    )
      .input(cloneAgain)
      .output(project),
    cancelClone: post('/projects/{id}/cancel-clone', 200, 'Ends a clone under way; the project goes away.')
      .input(byId)
      .output(z.object({ id })),
    repository: get('/projects/{id}/repository', 'Its main remote, and what worktrees of it lack.')
      .input(byId)
      .output(repositoryFacts),
    createSample: post(
      '/projects/sample',
      201,
      'Makes the sample project with its five tasks; answers the existing one if it is there.',
    )
      .input(nothing)
      .output(project),
    file: get(
      '/projects/{id}/file',
      'A file as it is in a commit of the repository, up to 2 MB; a picture up to 8 MB, a part at a time, `after` so many bytes.',
    )
      .input(
        z.strictObject({
          id,
          commit: commitId,
          path: filePath,
          after: z.coerce.number().int().min(0).max(8_000_000).default(0),
        }),
      )
      .output(fileText),
    files: get(
      '/projects/{id}/files',
      'Files of the repository whose paths are like `q`, the best first; of none what lies at the top.',
    )
      .input(findFiles)
      .output(foundFiles),
    said: get(
      '/projects/{id}/said',
      'What the user has said to agents of the project, newest first, the same words once.',
    )
      .input(z.strictObject({ id, limit: z.coerce.number().int().min(1).max(200).default(100) }))
      .output(page(saidWords)),
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
    withdrawTrust: del(
      '/projects/{id}/trust',
      'Trusts nothing of the repository any more: the next run asks again. Runs that are at work go on.',
    )
      .input(byId)
      .output(trustReport),
    grants: get('/projects/{id}/grants', 'Permissions the user gave for good.')
      .input(byId)
      .output(page(grant)),
  },
  tasks: {
    list: get('/tasks').input(listTasks).output(taskPage),
    create: post('/tasks', 201).input(createTask).output(task),
    createMany: post(
      '/tasks/create',
      201,
      'Makes several tasks of a project, in this order: all of them, or none where one is refused.',
    )
      .input(createTasks)
      .output(z.object({ items: z.array(task) })),
    get: get('/tasks/{id}').input(byTask).output(task),
    update: patch('/tasks/{id}').input(updateTask).output(task),
    updateMany: post(
      '/tasks/update',
      200,
      'Changes several tasks, each by itself: what is refused of one leaves the others changed.',
    )
      .input(updateTasks)
      .output(updatedTasks),
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
    prompt: get('/tasks/{id}/prompt', 'What Execute would send now, and to whom.')
      .input(byTask)
      .output(promptPreview),
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
  runs: runCalls,
  batches: batchCalls,
  contests: contestCalls,
  brainstorms: brainstormCalls,
  github: githubCalls,
  publications: publicationCalls,
  issues: issueCalls,
  imports: importCalls,
  views: viewCalls,
  templates: templateCalls,
  attachments: attachmentCalls,
  inbox: inboxCalls,
  usage: usageCalls,
  terminals: terminalCalls,
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
    subFolders: get(
      '/system/sub-folders',
      'Folders that go on with what is typed of a path: at most 50, and no files.',
    )
      .input(typedPath)
      .output(subFolders),
    openFolder: post('/system/open-folder')
      .input(openFolder)
      .output(z.object({ path: z.string() })),
    openFile: post(
      '/system/open-file',
      200,
      "Opens a file of a run's worktree in the user's editor, at a line. 409 NOT_POSSIBLE_HERE in a shell without a desktop.",
    )
      .input(openFile)
      .output(z.object({ path: z.string() })),
  },
}

export type Contract = typeof contract
