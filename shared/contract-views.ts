import { z } from 'zod'
import { page } from './common.ts'
import { byId, del, get, nothing, patch, post } from './contract-routes.ts'
import { inboxMark, markInbox } from './inbox.ts'
import { comment } from './tasks.ts'
import { createTemplate, taskTemplate, updateTemplate } from './templates.ts'
import { usageQuery, usageReport } from './usage.ts'
import { createView, savedView, updateView } from './views.ts'

/** What the page keeps of how its user works: the same in every window, and after a restart. */
export const viewCalls = {
  list: get('/views').input(nothing).output(page(savedView)),
  create: post('/views', 201).input(createView).output(savedView),
  update: patch('/views/{id}').input(updateView).output(savedView),
  remove: del('/views/{id}')
    .input(byId)
    .output(z.object({ id: savedView.shape.id })),
}

export const templateCalls = {
  list: get('/templates').input(nothing).output(page(taskTemplate)),
  create: post('/templates', 201).input(createTemplate).output(taskTemplate),
  update: patch('/templates/{id}').input(updateTemplate).output(taskTemplate),
  remove: del('/templates/{id}')
    .input(byId)
    .output(z.object({ id: taskTemplate.shape.id })),
}

export const inboxCalls = {
  mentions: get(
    '/inbox/mentions',
    'Comments in which others speak to the user, and that have no answer, newest first; 90 days back.',
  )
    .input(nothing)
    .output(page(comment)),
  marks: get('/inbox/marks', 'What was snoozed or seen to.').input(nothing).output(page(inboxMark)),
  mark: post(
    '/inbox/marks',
    200,
    'Snoozes something in the inbox, says that it is seen to, or takes that back.',
  )
    .input(markInbox)
    .output(inboxMark),
}

export const usageCalls = {
  report: get('/usage', 'What agents did and cost, by day, project, model and agent.')
    .input(usageQuery)
    .output(usageReport),
}
