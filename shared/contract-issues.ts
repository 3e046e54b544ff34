import { z } from 'zod'
import { id, page } from './common.ts'
import { byId, byTask, del, get, nothing, post } from './contract-routes.ts'
import {
  importedIssues,
  importIssues,
  issueChoices,
  issueLink,
  issuePlan,
  issueSyncStatus,
  issueWrite,
  linkIssue,
  listIssueLinks,
  listIssues,
  listIssueWrites,
  remoteIssues,
} from './issues.ts'
import { task } from './tasks.ts'

const ofProject = z.strictObject({ projectId: id })

/** Calls of the contract about issues at GitHub and the tasks they are kept the same with. */
export const issueCalls = {
  list: post('/issues/search', 200, 'Issues of a project’s repository, as GitHub has them now.')
    .input(listIssues)
    .output(remoteIssues),
  choices: get('/issues/choices', 'What a filter can name.').input(ofProject).output(issueChoices),
  import: post(
    '/issues/import',
    201,
    'Makes a linked task of each that is not linked yet. All or none: 404 NOT_FOUND names those that are not there.',
  )
    .input(importIssues)
    .output(importedIssues),
  links: get('/issues/links').input(listIssueLinks).output(page(issueLink)),
  link: post(
    '/tasks/{id}/issue',
    201,
    'Ties a task and an issue. 409 CONFLICT where one of them is tied already.',
  )
    .input(linkIssue)
    .output(issueLink),
  make: post('/tasks/{id}/issue/make', 202, 'Makes an issue of a task, linked with it.')
    .input(byTask)
    .output(issueLink),
  unlink: del('/tasks/{id}/issue', 'Parts them; both stay as they are.')
    .input(byTask)
    .output(z.object({ id })),
  sync: post('/issues/sync', 202, 'Asks GitHub now, and writes what waits.')
    .input(ofProject)
    .output(issueSyncStatus),
  status: get('/issues/status', 'How the sync of each project stands that has links, or has it on.')
    .input(nothing)
    .output(z.object({ items: z.array(issueSyncStatus), seq: z.number().int() })),
  plan: get('/issues/plan', 'What a sync would write now, though it may be off. Nothing is written.')
    .input(ofProject)
    .output(issuePlan),
  writes: get('/issues/writes', 'The log of every write, newest first.')
    .input(listIssueWrites)
    .output(page(issueWrite)),
  restore: post(
    '/issues/writes/{id}/restore',
    200,
    'Gives the task back what a write has replaced: what lost to another change, or a title, description or state ' +
      'that GitHub has changed. Once: 409 CONFLICT for one that was taken back, or has replaced nothing.',
  )
    .input(byId)
    .output(task),
}
