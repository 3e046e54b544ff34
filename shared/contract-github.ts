import { z } from 'zod'
import { id, page } from './common.ts'
import { byId, del, get, nothing, patch, post } from './contract-routes.ts'
import {
  ghAccount,
  githubAccount,
  githubHost,
  githubSignIn,
  githubStatus,
  listRemoteRepositories,
  remoteRepositories,
} from './github.ts'
import { createImport, importPreview, importResult, importTasks } from './imports.ts'
import {
  addressReview,
  createPublication,
  failedCheck,
  listPublications,
  mergePublication,
  publication,
  publicationOf,
  publicationPreview,
  replyToComment,
  retryPublication,
  updatePublication,
  wholePublication,
} from './publications.ts'
import { run } from './runs.ts'

const atHost = z.strictObject({ host: githubHost.optional() }).optional()

/** Calls of the contract about accounts at GitHub and what they can see. */
export const githubCalls = {
  status: get('/github', 'How one can sign in here.').input(nothing).output(githubStatus),
  accounts: get('/github/accounts').input(nothing).output(page(githubAccount)),
  signIn: post(
    '/github/sign-in',
    202,
    'Begins a sign-in by a code that the user enters in the browser; one that went on at the host is given up. 409 GITHUB_NOT_SET_UP without a client id.',
  )
    .input(atHost)
    .output(githubSignIn),
  finishSignIn: post(
    '/github/sign-in/finish',
    200,
    'Waits until the user has entered the code, refused, or the code has expired.',
  )
    .input(atHost)
    .output(githubAccount),
  cancelSignIn: post('/github/sign-in/cancel')
    .input(atHost)
    .output(z.object({ host: z.string() })),
  addToken: post('/github/accounts', 201, 'Adds an account by a personal access token.')
    .input(z.strictObject({ host: githubHost.optional(), token: z.string().trim().min(10).max(500) }))
    .output(githubAccount),
  ghAccounts: get('/github/gh', 'Asks an installed `gh` who is signed in there.')
    .input(nothing)
    .output(z.object({ items: z.array(ghAccount) })),
  useGh: post('/github/accounts/gh', 201, 'Adds the account that `gh` is signed in with.')
    .input(z.strictObject({ host: githubHost.optional(), login: z.string().max(100).optional() }))
    .output(githubAccount),
  removeAccount: del('/github/accounts/{id}', 'Forgets its token; its projects are without an account then.')
    .input(byId)
    .output(z.object({ id })),
  repositories: get(
    '/github/repositories',
    'What an account can see, from the cache at once; an old one is brought up to date meanwhile.',
  )
    .input(listRemoteRepositories)
    .output(remoteRepositories),
  refreshRepositories: post('/github/repositories/refresh', 202)
    .input(z.strictObject({ accountId: id }))
    .output(z.object({ refreshing: z.boolean() })),
}

/** Calls of the contract about pull requests. */
export const publicationCalls = {
  list: get('/publications', 'Newest first, pull requests in short.')
    .input(listPublications)
    .output(page(publication)),
  get: get('/publications/{id}', 'With all checks, reviews and remarks of its pull request.')
    .input(byId)
    .output(wholePublication),
  preview: post('/publications/preview', 200, 'What publishing a task or a batch would do.')
    .input(publicationOf)
    .output(publicationPreview),
  create: post(
    '/publications',
    202,
    'Pushes the work of a task or a batch and makes its pull request, or brings the open one up to date. 409 NOTHING_TO_PUBLISH; without a remote 409 GITHUB_ERROR, whose `details.failure` is no_remote.',
  )
    .input(createPublication)
    .output(wholePublication),
  update: patch('/publications/{id}', 'Changes what its pull request says.')
    .input(updatePublication)
    .output(wholePublication),
  retry: post('/publications/{id}/retry', 202).input(retryPublication).output(wholePublication),
  cancel: post(
    '/publications/{id}/cancel',
    200,
    'Gives up what is not published yet; an open pull request stays as it is.',
  )
    .input(byId)
    .output(wholePublication),
  refresh: post('/publications/{id}/refresh', 200, 'Looks at its pull request now.')
    .input(byId)
    .output(wholePublication),
  merge: post('/publications/{id}/merge', 200, 'Merges its pull request at GitHub.')
    .input(mergePublication)
    .output(wholePublication),
  ready: post('/publications/{id}/ready', 200, 'Ends the draft: it is ready for review.')
    .input(byId)
    .output(wholePublication),
  updateBranch: post('/publications/{id}/update-branch', 202, 'Merges the base branch into it at GitHub.')
    .input(byId)
    .output(wholePublication),
  failedChecks: get(
    '/publications/{id}/failed-checks',
    'What failed at its pull request, with the ends of the logs: asked of GitHub now.',
  )
    .input(byId)
    .output(z.object({ items: z.array(failedCheck) })),
  fixChecks: post(
    '/publications/{id}/fix-checks',
    202,
    'Gives the logs of failed checks to the agent that did the work; its result is pushed.',
  )
    .input(byId)
    .output(run),
  resolveConflict: post(
    '/publications/{id}/resolve-conflict',
    202,
    'Has the agent that did the work merge the base branch into it; its result is pushed.',
  )
    .input(byId)
    .output(run),
  addressReview: post(
    '/publications/{id}/address-review',
    202,
    'Gives remarks of the review to the agent that did the work; its result is pushed.',
  )
    .input(addressReview)
    .output(run),
  reply: post('/publications/{id}/replies', 201, 'Answers a remark, as the user.')
    .input(replyToComment)
    .output(wholePublication),
}

/** Calls of the contract about tasks that come from elsewhere. */
export const importCalls = {
  preview: post('/imports/preview', 200, 'What an import would make. Nothing is made.')
    .input(importTasks)
    .output(importPreview),
  create: post('/imports', 201).input(createImport).output(importResult),
}
