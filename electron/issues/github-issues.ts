import type { z } from 'zod'
import type { GithubRepository } from '#shared/github.ts'
import { webUrl } from '#shared/github-words.ts'
import type { IssueFields, IssueFilter } from '#shared/issues.ts'
import type { IssueState } from '#shared/issue-words.ts'
import { GithubError } from '../github/github-error.ts'
import { shaped, shapedList } from '../github/shaped.ts'
import { changedIssues } from './changed-issues.ts'
import { addComment, editComment, readComments, removeComment } from './github-comments.ts'
import type { Issue, IssueApi } from './issue-api.ts'
import { commentMarks, timesOfChange } from './issue-changes.ts'
import {
  at,
  inSeconds,
  isIssue,
  isPull,
  ISSUE,
  type IssuePlace,
  ISSUES,
  pageOf,
  PER_PAGE,
} from './issue-place.ts'
import {
  type AnsweredIssue,
  answeredIssue,
  answeredLabel,
  answeredMilestone,
  answeredRepository,
  answeredSearch,
  answeredUser,
  issueFrom,
  plain,
} from './issue-shapes.ts'
import { searchQuery } from './search-query.ts'

/** Of a list that somebody looks at. */
const SHOWN = 50
/** GitHub finds no more (docs.github.com, REST, “Search”). */
const MOST_FOUND = 1000
/** What a filter offers is chosen by eye. */
const MOST_CHOICE_PAGES = 5

/** {@link IssueApi} over GitHub's REST API; GraphQL is asked for what that does not tell. */
export function createIssueApi(place: IssuePlace): IssueApi {
  const { api, repository, signal } = place
  const there = at(place)
  const fullName = `${repository.owner}/${repository.name}`
  const page = pageOf(place)
  const whole = async (data: unknown) => issueFrom(shaped(answeredIssue, data, 'an issue'), page)
  let asked: Promise<z.infer<typeof answeredRepository>> | undefined

  /** The repository as it is called now. */
  function repositoryNow() {
    asked ??= api
      .request('GET /repos/{owner}/{repo}', there)
      .then(({ data }) => shaped(answeredRepository, data, 'a repository'))
      .catch((error: unknown) => {
        asked = undefined
        throw error
      })
    return asked
  }

  /** Whether an issue is in this repository, which may have been renamed: then GitHub answers under its new name. */
  async function isHere(given: AnsweredIssue): Promise<boolean> {
    const name = nameOf(given)
    if (name === null || name.toLowerCase() === fullName.toLowerCase()) return true
    return (await repositoryNow()).full_name.toLowerCase() === name.toLowerCase()
  }

  async function get(number: number): Promise<Issue> {
    const { data } = await api.request(`GET ${ISSUE}`, { ...there, issue_number: number })
    const given = shaped(answeredIssue, data, 'an issue')
    if (isPull(given)) throw new GithubError('not_found', `#${number} of ${fullName} is a pull request.`)
    // GitHub leads from a moved issue to where it is now, and the client follows.
    if (given.number !== number || !(await isHere(given))) throw movedError(given, number, repository)
    return issueFrom(given, page)
  }

  /** Only to those who read an issue does GitHub tell that it was deleted or moved. */
  async function write<T>(number: number, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof GithubError && (error.failure === 'invalid' || error.failure === 'not_found'))
        await get(number)
      throw error
    }
  }

  async function listed(query: Record<string, unknown>) {
    const answer = await api.ifChanged<unknown>(ISSUES, { ...there, ...query }, null)
    if (answer === null) throw new Error('GitHub says that nothing has changed, without being asked.')
    return { given: shapedList(answeredIssue, answer.data, 'a list of issues'), hasNext: answer.hasNext }
  }

  /** Every page of a list, to be chosen from. */
  async function everyOf<T extends z.ZodType>(route: string, shape: T, query: Record<string, unknown> = {}) {
    const all: z.infer<T>[] = []
    for (let number = 1; number <= MOST_CHOICE_PAGES; number += 1) {
      const asking = { ...there, ...query, per_page: PER_PAGE, page: number }
      const answer = await api.ifChanged<unknown>(route, asking, null)
      all.push(...shapedList(shape, answer?.data, 'a list'))
      if (answer?.hasNext !== true) break
    }
    return all
  }

  const milestoneTitle = async (number: number) => {
    const route = 'GET /repos/{owner}/{repo}/milestones/{milestone_number}'
    const { data } = await api.request(route, { ...there, milestone_number: number })
    return shaped(answeredMilestone, data, 'a milestone').title
  }

  return {
    login: api.login,

    async list(filter, number) {
      const { given, hasNext } = await listed({
        ...queryOf(filter),
        sort: 'created',
        direction: 'desc',
        per_page: SHOWN,
        page: number,
      })
      // Where issues are turned off it lists pull requests alone.
      if (number === 1 && !given.some(isIssue) && (await repositoryNow()).has_issues === false)
        throw new GithubError('not_found', `Issues are turned off in ${fullName}.`)
      const items = given.filter((one) => isIssue(one)).map((one) => issueFrom(one, page))
      return { items: items.filter((one) => hasAll(one, filter.labels)), hasNext }
    },

    async search(words, filter, number) {
      const { milestone } = filter
      const named = typeof milestone === 'number' ? await milestoneTitle(milestone) : milestone
      const { data } = await api.request('GET /search/issues', {
        q: searchQuery(fullName, words, filter, named),
        sort: 'created',
        order: 'desc',
        // What all searches are to be some day; it knows of quotes.
        advanced_search: 'true',
        per_page: SHOWN,
        page: number,
        request: { signal },
      })
      const { items } = shaped(answeredSearch, data, 'what was found')
      const found: Issue[] = []
      for (const one of shapedList(answeredIssue, items, 'a list of issues')) {
        const isMeant = typeof milestone !== 'number' || one.milestone?.number === milestone
        const issue = issueFrom(one, page)
        if (isIssue(one) && isMeant && hasAll(issue, filter.labels) && (await isHere(one))) found.push(issue)
      }
      return { items: found, hasNext: items.length === SHOWN && (number + 1) * SHOWN <= MOST_FOUND }
    },

    async choices() {
      if ((await repositoryNow()).has_issues === false)
        throw new GithubError('not_found', `Issues are turned off in ${fullName}.`)
      const [labels, milestones, assignees] = await Promise.all([
        everyOf('GET /repos/{owner}/{repo}/labels', answeredLabel),
        everyOf('GET /repos/{owner}/{repo}/milestones', answeredMilestone, { state: 'open' }),
        everyOf('GET /repos/{owner}/{repo}/assignees', answeredUser),
      ])
      return {
        labels: labels.map(({ name }) => name),
        milestones: milestones.map(({ number, title }) => ({ number, title: plain(title, 200) })),
        assignees: assignees.map(({ login }) => login),
      }
    },

    changedSince: (since, etag, most) => changedIssues(place, since, etag, most),

    get,

    update: (number, change) =>
      write(number, async () => {
        const { data } = await api.request(`PATCH ${ISSUE}`, {
          ...there,
          issue_number: number,
          ...bodyOf(change),
        })
        return whole(data)
      }),

    async create({ title, body, labels }) {
      const { data } = await api.request('POST /repos/{owner}/{repo}/issues', {
        ...there,
        title,
        body,
        labels,
      })
      return whole(data)
    },

    async madeSince(since) {
      const { given } = await listed({
        state: 'all',
        creator: api.login,
        // Whatever was made since then was changed since then.
        since: inSeconds(since),
        sort: 'created',
        direction: 'desc',
        per_page: PER_PAGE,
      })
      return given.filter((one) => isIssue(one)).map((one) => issueFrom(one, page))
    },

    commentMarks: (numbers) => commentMarks(place, numbers),

    comments: (number) => readComments(place, number),
    addComment: (number, body) => write(number, () => addComment(place, number, body)),
    editComment: (id, body) => editComment(place, id, body),
    removeComment: (id) => removeComment(place, id),

    changeTimes: async (number) => timesOfChange(place, await get(number)),
  }
}

/** Of the repository that an issue is in; null = it does not say. */
const nameOf = ({ repository_url }: AnsweredIssue) =>
  /\/repos\/([\w.-]+\/[\w.-]+)$/.exec(repository_url)?.[1] ?? null

function movedError(given: AnsweredIssue, number: number, { host }: GithubRepository): GithubError {
  const name = nameOf(given)
  const where = name === null ? 'another repository' : `${name}#${given.number}`
  const url = name === null ? null : `${webUrl(host)}/${name}/issues/${given.number}`
  return new GithubError('not_found', `Issue #${number} was moved to ${where}.`, { url })
}

/** GitHub takes a comma for the end of a label: those that have one are looked at here. */
const queryOf = ({ state, labels, milestone, assignee }: IssueFilter) => {
  const plainLabels = labels.filter((label) => !label.includes(','))
  return {
    state,
    ...(plainLabels.length > 0 && { labels: plainLabels.join(',') }),
    ...(milestone !== null && { milestone: String(milestone) }),
    ...(assignee !== null && { assignee }),
  }
}

const hasAll = (issue: Issue, labels: readonly string[]) =>
  labels.every((label) => issue.labels.some((its) => its.toLowerCase() === label.toLowerCase()))

/** What is written of a state. Why an issue is closed GitHub takes only when that closes it. */
const STATES = {
  open: { state: 'open' },
  completed: { state: 'closed', state_reason: 'completed' },
  not_planned: { state: 'closed', state_reason: 'not_planned' },
} as const satisfies Record<IssueState, unknown>

const bodyOf = ({ title, body, state, labels }: Partial<IssueFields>) => ({
  ...(title !== undefined && { title }),
  ...(body !== undefined && { body }),
  ...(state !== undefined && STATES[state]),
  ...(labels !== undefined && { labels }),
})
