import { useCallback, useEffect, useMemo } from 'react'
import { webUrl } from '#shared/github-words.ts'
import type { GithubRepository } from '#shared/github.ts'
import type { ImportIssues, IssueLink, IssueSyncStatus, LinkIssue } from '#shared/issues.ts'
import type { Task } from '#shared/tasks.ts'
import { t } from '../strings/t.ts'
import { toast } from '../ui/toast.ts'
import { attempt, showProblem } from './actions.ts'
import { type Problem, problemOf } from './errors.ts'
import { useSelected } from './hooks.ts'
import { goTo } from './navigation.ts'
import { remoteList, type RemoteListState } from './remote-list.ts'
import { issueLinks, projects, tasks } from './stores.ts'
import { client } from './transport.ts'
import { view } from './view.ts'

type ById = { byId: ReadonlyMap<string, IssueLink> }

/** As many as the host gives at once. */
const PAGE = 1000

/** Every link there is, and the oldest position at which a page of them was true. */
export async function allIssueLinks(): Promise<{ items: IssueLink[]; seq: number }> {
  const items: IssueLink[] = []
  let seq = Number.POSITIVE_INFINITY
  let cursor: string | undefined
  do {
    const page = await client.issues.links({ limit: PAGE, ...(cursor === undefined ? {} : { cursor }) })
    items.push(...page.items)
    seq = Math.min(seq, page.seq)
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return { items, seq }
}

let indexed: { from: ReadonlyMap<string, IssueLink>; byTask: Map<string, IssueLink> } | null = null

/** The link of each task: made once for each state, as every card asks. */
function byTask(from: ReadonlyMap<string, IssueLink>): ReadonlyMap<string, IssueLink> {
  if (indexed?.from === from) return indexed.byTask
  const links = new Map([...from.values()].map((link) => [link.taskId, link]))
  indexed = { from, byTask: links }
  return links
}

/** What ties a task and its issue. */
export function useIssueLinkOf(taskId: string): IssueLink | undefined {
  const select = useCallback(({ byId }: ById) => byTask(byId).get(taskId), [taskId])
  return useSelected(issueLinks.store, select)
}

export const issueLinkOf = (taskId: string): IssueLink | undefined => byTask(issueLinks.all).get(taskId)

/** The number of the issue of a task; null = it has none, or none yet. */
export const issueNumberOf = (taskId: string): number | null => issueLinkOf(taskId)?.number ?? null

/** Tasks whose issue has the number that was typed, such as `12` or `#12`. */
export function tasksOfIssue(typed: string): string[] {
  const number = /^#?(\d+)$/.exec(typed.trim())?.[1]
  if (number === undefined) return []
  return [...issueLinks.all.values()].flatMap((link) => (link.number === Number(number) ? link.taskId : []))
}

const statuses = remoteList<IssueSyncStatus>(
  () => client.issues.status(),
  ({ event, data }) =>
    event.startsWith('issue-') || (event === 'project:updated' && data['issueSync'] !== undefined),
)
const allStatuses = (state: RemoteListState<IssueSyncStatus>) => state

/** How the sync of a project stands; null = not known yet, or it has no links and the sync is off. */
export function useIssueSyncStatus(projectId: string): IssueSyncStatus | null {
  const { items } = useSelected(statuses.store, allStatuses)
  // Asked for whenever somebody looks: what happened while nobody did made no call.
  useEffect(() => void statuses.load(), [])
  return items?.find(({ id }) => id === projectId) ?? null
}

/** The links of a project. */
export function useIssueLinksOf(projectId: string): IssueLink[] {
  const all = useSelected(issueLinks.store, everyLink)
  return useMemo(() => [...all.values()].filter((link) => link.projectId === projectId), [all, projectId])
}

const everyLink = ({ byId }: ById) => byId

/** Whether a task can be tied with an issue: its project has a repository at GitHub. */
export const canHaveIssue = ({ projectId }: Pick<Task, 'projectId'>): boolean =>
  (projects.get(projectId)?.github ?? null) !== null

const nameOf = (taskId: string) => tasks.get(taskId)?.identifier ?? t('The task')

/** Asks which issue, and whose words are kept. */
export const openLinkIssue = (taskId: string): void =>
  view.setState({ issueDialog: { kind: 'link', taskId } })

/** Shows what is published of a task before an issue is made of it. */
export const openMakeIssue = (taskId: string): void =>
  view.setState({ issueDialog: { kind: 'make', taskId } })

/** Shows what was written between a task and its issue. */
export const openIssueHistory = (taskId: string): void =>
  view.setState({ issueDialog: { kind: 'history', taskId } })

/** Ties a task and an issue; gives what is wrong instead of showing it. */
export async function linkIssue(input: LinkIssue): Promise<Problem | null> {
  try {
    issueLinks.put([await client.issues.link(input)])
    return null
  } catch (error) {
    return problemOf(error)
  }
}

/** @returns whether it is asked for; else it was said why not */
export async function makeIssue(taskId: string): Promise<boolean> {
  const link = await attempt(
    () => client.issues.make({ id: taskId }),
    t('No issue was made of {task}', { task: nameOf(taskId) }),
  )
  if (link !== null) issueLinks.put([link])
  return link !== null
}

/** Parts a task and its issue; both stay as they are. */
export async function unlinkIssue(link: IssueLink): Promise<boolean> {
  const parted = await attempt(
    () => client.issues.unlink({ id: link.taskId }),
    t('{task} is still linked', { task: nameOf(link.taskId) }),
  )
  if (parted === null) return false
  issueLinks.remove(link.id)
  return true
}

/** Asks once more for an issue that GitHub has refused to make. */
export async function remakeIssue(link: IssueLink): Promise<void> {
  if (await unlinkIssue(link)) await makeIssue(link.taskId)
}

/** Asks GitHub now, and writes what waits. What comes of it is told by the feed. @returns whether that is done */
export async function syncIssues(projectId: string): Promise<boolean> {
  return (await attempt(() => client.issues.sync({ projectId }), t('The issues were not looked at'))) !== null
}

/** The same, where nothing on the screen says that it goes on. */
export async function syncIssuesAloud(projectId: string): Promise<void> {
  if (await syncIssues(projectId)) toast.info(t('GitHub is asked, and told what waits'))
}

/** Takes back what a write had overwritten. @returns whether that is done */
export async function restoreWrite(id: string): Promise<boolean> {
  try {
    tasks.put([await client.issues.restore({ id })])
    toast.success(t('It is back as it was'))
    return true
  } catch (error) {
    showProblem(error, t('It was not taken back'))
    return false
  }
}

/** Where an issue is made by hand, and where issues are turned on. */
export const repositoryUrl = ({ host, owner, name }: GithubRepository): string =>
  `${webUrl(host)}/${owner}/${name}`

/** Opens the issue of a task at GitHub; asks for one where it has none, and says why it cannot have one. */
export function openOrLinkIssue(taskId: string): void {
  const task = tasks.get(taskId)
  if (task === undefined) return
  const link = issueLinkOf(taskId)
  if (link?.url !== null && link?.url !== undefined && /^https?:\/\//i.test(link.url))
    window.open(link.url, '_blank', 'noopener,noreferrer')
  else if (link !== undefined) goTo({ to: 'task', identifier: task.identifier })
  else if (canHaveIssue(task)) openLinkIssue(taskId)
  else
    toast.info(t('The project of {identifier} has no repository at GitHub', { identifier: task.identifier }))
}

/** Makes a linked task of each issue, and says so with a way to them. @throws what the host refuses */
export async function importIssues(input: ImportIssues): Promise<void> {
  const { taskIds, skipped } = await client.issues.import(input)
  const count = taskIds.length
  toast.success(t('{count, plural, one {# task imported} other {# tasks imported}}', { count }), {
    ...(skipped === 0 ? {} : { description: t('{skipped, number} left out: linked already', { skipped }) }),
    ...(count === 0
      ? {}
      : {
          action: {
            label: t('{count, plural, one {Open it} other {Select them}}', { count }),
            onClick: () => showImported(input.projectId, taskIds),
          },
        }),
  })
}

function showImported(projectId: string, taskIds: readonly string[]): void {
  const [first, ...others] = taskIds
  const only = others.length === 0 && first !== undefined ? tasks.get(first) : undefined
  if (only !== undefined) return goTo({ to: 'task', identifier: only.identifier })
  goTo({ to: 'board', projectId })
  view.setState({ selection: new Set(taskIds) })
}
