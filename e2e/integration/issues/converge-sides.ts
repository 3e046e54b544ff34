import { stateOf } from '#electron/issues/issue-api.ts'
import { labelKey, stateOfStatus } from '#shared/issue-merge.ts'
import type { WriteSubject } from '#shared/issue-words.ts'
import { type Story, wordOf } from './converge-story.ts'

/** What one side has: comments by their words. */
export interface Side {
  title: string
  body: string
  state: string
  labels: string[]
  comments: string[]
}

/** What the task says. */
export async function sideHere(story: Story): Promise<Side> {
  const { tasks, comments, labels } = story.at
  const task = await tasks.get(story.taskId)
  const names = new Map((await labels.list()).items.map(({ id, name }) => [id, name]))
  return {
    title: task.title,
    body: task.description,
    state: stateOfStatus(task.status),
    labels: task.labelIds.map((id) => names.get(id) ?? '?'),
    comments: (await comments.ofTask(task.id)).map(({ body }) => plain(body)),
  }
}

/** What the issue says; null = there is none yet. */
export function sideThere(story: Story): Side | null {
  const issue = story.issue
  if (issue === undefined) return null
  return {
    title: issue.title,
    body: issue.body ?? '',
    state: stateOf(issue.state, issue.stateReason),
    labels: issue.labels,
    comments: issue.comments.map(({ body }) => plain(body)),
  }
}

/** Whatever a side has lost must stand in the log. */
export async function findMissing(
  story: Story,
  before: Side,
  after: Side,
  where: 'here' | 'there',
): Promise<void> {
  const log = await logged(story)
  const isLogged = (subject: WriteSubject, words: string) => log.get(subject)?.has(plain(words)) ?? false
  for (const field of ['title', 'body', 'state'] as const)
    if (plain(before[field]) !== plain(after[field]) && !isLogged(field, before[field]))
      story.troubles.push(
        `${field} ${JSON.stringify(before[field])} was lost ${where} without a line in the log`,
      )
  for (const words of before.comments)
    if (!after.comments.includes(words) && !isLogged('comment', words))
      story.troubles.push(`comment ${JSON.stringify(words)} was lost ${where} without a line in the log`)
}

/** All that the log says was there before, or gave way. */
async function logged(story: Story): Promise<Map<WriteSubject, Set<string>>> {
  const rows = await story.at.store.db
    .selectFrom('issue_writes')
    .select(['subject', 'from_value', 'lost', 'to_value'])
    .where('task_id', '=', story.taskId)
    .execute()
  const logged = new Map<WriteSubject, Set<string>>()
  for (const { subject, from_value, lost } of rows) {
    const words = logged.get(subject as WriteSubject) ?? new Set()
    for (const one of [from_value, lost]) if (one !== null) words.add(plain(one))
    logged.set(subject as WriteSubject, words)
  }
  return logged
}

/** Both sides must be the same, and say what was said last. */
export async function compare(story: Story): Promise<void> {
  const [here, there] = [await sideHere(story), sideThere(story)]
  if (there === null) return void story.troubles.push('there is no issue')
  if (story.repository.issues.size > 1)
    story.troubles.push(`there are ${story.repository.issues.size} issues`)
  const link = (await story.at.issues.links({ taskId: story.taskId, limit: 1 })).items[0]
  if (link?.failure !== null || link.waiting.length > 0)
    story.troubles.push(`the link is not at rest: ${JSON.stringify(link)}`)
  same(story, 'title', plain(here.title), plain(there.title))
  same(story, 'body', plain(here.body), plain(there.body))
  // GitHub does not change why a closed issue is closed.
  same(story, 'state', here.state === 'open', there.state === 'open')
  same(story, 'labels', keys(here.labels), keys(there.labels))
  same(story, 'comments', here.comments.toSorted(), there.comments.toSorted())
  const { title, body } = story.last
  if (title !== null && plain(there.title) !== title)
    story.troubles.push(`title ${title} came later than ${there.title}`)
  if (body !== null && plain(there.body) !== plain(body))
    story.troubles.push(`body ${JSON.stringify(body)} came later than ${JSON.stringify(there.body)}`)
  for (const [word, words] of story.spoken) {
    const found = here.comments.filter((one) => wordOf(one) === word)
    if (found.length !== 1) story.troubles.push(`comment ${word} is there ${found.length} times`)
    else if (found[0] !== words) story.troubles.push(`comment ${words} came later than ${found[0]}`)
  }
  const words = here.comments.map(wordOf).filter((word) => word !== '+1')
  if (new Set(words).size !== words.length)
    story.troubles.push(`a comment is there twice: ${words.join(' ')}`)
}

function same(story: Story, what: string, here: unknown, there: unknown): void {
  const [one, other] = [JSON.stringify(here), JSON.stringify(there)]
  if (one !== other) story.troubles.push(`${what} differ: ${one} here, ${other} there`)
}

/** Line ends and blanks at both ends are GitHub's to change. */
const plain = (text: string) => text.replaceAll('\r\n', '\n').trim()
const keys = (labels: readonly string[]) => [...new Set(labels.map(labelKey))].toSorted()
