import { whyRefused } from '#shared/issue-merge.ts'
import type { IssueFields, IssueLink } from '#shared/issues.ts'
import { isPassing } from '#shared/publication-words.ts'
import { GithubError } from '../github/github-error.ts'
import type { IssueContext } from './context.ts'
import { fieldsOfIssue } from './import-issues.ts'
import type { Issue, IssueApi } from './issue-api.ts'
import type { WriteRow } from './issue-log.ts'
import { type LinkRow, repositoryOf } from './issue-records.ts'
import { requireFree } from './link-issue.ts'
import { linkedNumbers } from './list-issues.ts'
import { fieldsOf } from './project-issue.ts'

/** What is asked for of a task. */
type Asked = Pick<IssueFields, 'title' | 'body' | 'labels'>

/** Clocks may be so far apart when an issue is looked for that was made about then. */
const SLACK_MS = 10 * 60_000

/**
 * Decides that an issue is made of a task; the loop makes it, by {@link bringIntoBeing}.
 *
 * @throws AppError NOT_FOUND, CONFLICT when it has one; GithubError `no_account`, `no_remote`
 */
export async function makeIssue(context: IssueContext, taskId: string): Promise<IssueLink> {
  const { store, tasks, records } = context
  const task = await tasks.get(taskId)
  const { repository } = await context.open(await context.projects.get(task.projectId))
  const link = await store.write(async (tx) => {
    const now = await tasks.get(task.id, tx.db)
    await requireFree(context, now.id, tx.db)
    return records.insert(tx, {
      project_id: now.projectId,
      task_id: now.id,
      repository,
      number: null,
      url: null,
      state: 'making',
      base: null,
      remote_updated_at: null,
      due_at: store.now(),
      synced_at: null,
    })
  })
  context.wake()
  return link
}

/**
 * Makes the issue of a link that is `making`, and ties them. Whether an answer was lost is looked up first: never are
 * there two.
 *
 * @returns the link as it is then; null = it, or its task, is gone
 * @throws GithubError; the link stays as it is
 */
export async function bringIntoBeing(
  context: IssueContext,
  link: LinkRow,
  api: IssueApi,
): Promise<LinkRow | null> {
  const lost = (await context.journal.begun(link.id)).find(({ subject }) => subject === 'issue')
  const there = lost === undefined ? null : await lookUp(context, link, api, lost)
  if (lost !== undefined && there !== null) return tie(context, link, lost.id, askedOf(lost), there)
  const begun = await begin(context, link, lost ?? null)
  if (begun === null) return null
  const { id, asked, problem } = begun
  if (problem !== null) throw new GithubError('invalid', problem)
  context.onMoment?.(link.id, 'issue:begin')
  const issue = await create(context, id, asked, api)
  context.onMoment?.(link.id, 'issue:worked')
  return tie(context, link, id, asked, issue)
}

/**
 * Writes down what is asked for next.
 *
 * @returns null = the link or its task is gone; `problem`: why GitHub would not take it
 */
async function begin(
  { store, journal, records, tasks }: IssueContext,
  link: LinkRow,
  lost: WriteRow | null,
): Promise<{ id: string; asked: Asked; problem: string | null } | null> {
  return store.write(async (tx) => {
    const row = await records.find(link.id, tx.db)
    if (row === null || row.number !== null) return null
    const fields = await fieldsOf(tx.db, await tasks.get(row.task_id, tx.db))
    // A name that GitHub does not take keeps nobody from the rest; it is told when labels are compared.
    const labels = fields.labels.filter((name) => whyRefused('labels', name) === null)
    const asked = { title: fields.title, body: fields.body, labels }
    const words = { from: null, to: inWriting(asked) }
    const problem = whyRefused('title', asked.title) ?? whyRefused('body', asked.body)
    if (lost !== null) await journal.again(tx, lost.id, words)
    const id =
      lost?.id ??
      (await journal.add(tx, row, { ...words, direction: 'to_github', subject: 'issue', status: 'begun' }))
    if (problem !== null) await journal.end(tx, id, 'failed', problem)
    return { id, asked, problem }
  })
}

/** What GitHub has plainly refused was not done, and need not be looked for. */
async function create(
  { store, journal }: IssueContext,
  id: string,
  asked: Asked,
  api: IssueApi,
): Promise<Issue> {
  try {
    return await api.create(asked)
  } catch (error) {
    if (error instanceof GithubError && !isPassing(error.failure))
      await store.write((tx) => journal.end(tx, id, 'failed', error.message))
    throw error
  }
}

/** The newest issue of the same words, by the same account, made since its answer was lost, and nobody's yet. */
async function lookUp(
  { store }: IssueContext,
  link: LinkRow,
  api: IssueApi,
  lost: WriteRow,
): Promise<Issue | null> {
  const asked = askedOf(lost)
  const since = new Date(Date.parse(lost.at) - SLACK_MS).toISOString()
  const taken = await linkedNumbers(store.db, link.project_id, repositoryOf(link))
  const made = await api.madeSince(since)
  const same = made.filter(
    ({ number, title, body, createdAt }) =>
      !taken.has(number) &&
      createdAt >= since &&
      title === asked.title.trim() &&
      body.trim() === asked.body.trim(),
  )
  return same[0] ?? null
}

async function tie(
  context: IssueContext,
  link: LinkRow,
  writeId: string,
  asked: Asked,
  issue: Issue,
): Promise<LinkRow | null> {
  const { store, journal, records, tasks } = context
  const tied = await store.write(async (tx) => {
    await journal.end(tx, writeId, 'written', undefined, issue.number)
    const row = await records.find(link.id, tx.db)
    // Parted from its task meanwhile: the issue stays, and is nobody's.
    if (row === null) return null
    const remote = fieldsOfIssue(issue)
    await tasks.recordLink(tx, row.task_id, { kind: 'issue:made', from: null, to: `#${issue.number}` })
    return records.update(tx, row.id, {
      state: 'linked',
      number: issue.number,
      url: issue.url,
      // An issue is made open: a task that is over closes it next.
      base: JSON.stringify({ local: { ...asked, state: 'open' }, remote }),
      remote_updated_at: issue.updatedAt,
      failure: null,
      attempts: 0,
      due_at: store.now(),
    })
  })
  context.onMoment?.(link.id, 'issue:written')
  return tied
}

/** Title, labels and body, so that what was asked for can be read from the journal as a text. */
const inWriting = ({ title, body, labels }: Asked) => `${title}\n${labels.join('\t')}\n${body}`

function askedOf({ to_value }: WriteRow): Asked {
  const [title = '', labels = '', ...body] = (to_value ?? '').split('\n')
  return { title, labels: labels === '' ? [] : labels.split('\t'), body: body.join('\n') }
}
