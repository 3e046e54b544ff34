// The page loads this file, so nothing of zod may stand in it.
import {
  ISSUE_FIELDS,
  type IssueField,
  type IssueState,
  MOST_ISSUE_BODY,
  MOST_ISSUE_LABEL,
  MOST_ISSUE_TITLE,
} from './issue-words.ts'
import type { IssueFields } from './issues.ts'
import { t } from './strings/t.ts'

/** The fields of each side when both were last the same: GitHub may change what it is given. */
export interface IssueBase {
  local: IssueFields
  remote: IssueFields
  /** The user has linked the two and chosen whose words are kept: what differs is given up by the other side. */
  chosen?: readonly IssueField[]
}

/** When a field was last changed on each side, in milliseconds since 1970 by GitHub's clock. */
export type ChangeTimes = Partial<Record<IssueField, { local: number; remote: number }>>

export interface IssueMerge {
  /** What the task gets, in full. */
  toTask: Partial<IssueFields>
  /** What GitHub gets, in full. */
  toGithub: Partial<IssueFields>
  /** Both sides had changed these, or the user has chosen between them: what the side had that gives way. */
  lost: Partial<Record<Exclude<IssueField, 'labels'>, string>>
  /** Both sides have changed these, and when is not known. */
  undecided: IssueField[]
  /** The task cannot take these yet: it is being executed. */
  held: IssueField[]
  /** GitHub would not take these. */
  refused: Refusal[]
  /** What holds once `toTask` is written. */
  base: IssueBase
}

/** `value` is never taken by GitHub, for the reason in words. */
export interface Refusal {
  field: IssueField
  value: string
  problem: string
}

/** Labels of a task. */
const MOST_TASK_LABELS = 50

/**
 * What has to be written where for a task and its issue to be the same again: field by field by what each side has
 * changed since they were; labels one by one; what both have changed goes to the one that did it later, in whole
 * seconds, as GitHub counts them, and to GitHub's in the same one.
 *
 * @param times of fields that both have changed; without them those stay `undecided`
 * @param canMove whether the task's state may be changed now
 */
export function mergeIssue(
  base: IssueBase,
  local: IssueFields,
  remote: IssueFields,
  times: ChangeTimes = {},
  canMove = true,
): IssueMerge {
  const merge: IssueMerge = {
    toTask: {},
    toGithub: {},
    lost: {},
    undecided: [],
    held: [],
    refused: [],
    base: { ...base, local: { ...base.local }, remote: { ...base.remote } },
  }
  for (const field of SINGLE_FIELDS) mergeOne(field)
  mergeLabels(base, local, remote, merge)
  return merge

  function mergeOne<F extends (typeof SINGLE_FIELDS)[number]>(field: F): void {
    const [here, there] = [local[field], remote[field]]
    const isOurs = here !== base.local[field]
    const isTheirs = there !== base.remote[field]
    if (!isOurs && !isTheirs) return
    if (isSame(here, there)) return settle(field, here, there)
    const isBoth = isOurs && isTheirs
    const isLosing = isBoth || base.chosen?.includes(field) === true
    const at = times[field]
    if (isBoth && at === undefined) return void merge.undecided.push(field)
    const oursWins = isBoth ? at !== undefined && isLater(at.local, at.remote) : isOurs
    if (oursWins) {
      const problem = whyRefused(field, here)
      if (problem !== null) return void merge.refused.push({ field, value: here, problem })
      merge.toGithub[field] = here
      if (isLosing) merge.lost[field] = there
      return
    }
    if (field === 'state' && !canMove) return void merge.held.push(field)
    merge.toTask[field] = there
    if (isLosing) merge.lost[field] = here
    settle(field, there, there)
  }

  function settle<F extends (typeof SINGLE_FIELDS)[number]>(
    field: F,
    here: IssueFields[F],
    there: IssueFields[F],
  ): void {
    merge.base.local[field] = here
    merge.base.remote[field] = there
    decide(merge.base, field)
  }
}

/** What was chosen of a field is done. */
function decide(base: IssueBase, field: IssueField): void {
  const rest = base.chosen?.filter((one) => one !== field) ?? []
  if (rest.length === 0) delete base.chosen
  else base.chosen = rest
}

const SINGLE_FIELDS = ISSUE_FIELDS.filter((field) => field !== 'labels')

/** GitHub cuts blanks off the ends, and browsers change line ends. */
const isSame = (one: string, other: string) => one === other || plain(one) === plain(other)
const plain = (text: string) => text.replaceAll('\r\n', '\n').trim()

const isLater = (one: number, other: number) => Math.floor(one / 1000) > Math.floor(other / 1000)

/** GitHub and this board take two names for one where they differ in capitals alone. */
export const labelKey = (name: string) => name.normalize('NFC').toLowerCase()

function mergeLabels(base: IssueBase, local: IssueFields, remote: IssueFields, merge: IssueMerge): void {
  const was = { local: byKey(base.local.labels), remote: byKey(base.remote.labels) }
  const [here, there] = [byKey(local.labels), byKey(remote.labels)]
  const [nextHere, nextThere] = [new Map(here), new Map(there)]
  /** What GitHub is still to be told. */
  const pending = new Set<string>()
  for (const key of new Set([...was.local.keys(), ...was.remote.keys(), ...here.keys(), ...there.keys()])) {
    const [isHere, isThere] = [here.has(key), there.has(key)]
    if (isHere === isThere) continue
    const isOurs = isHere !== was.local.has(key)
    const isTheirs = isThere !== was.remote.has(key)
    // Put on by one and taken off by the other: it stays on.
    const oursWins = isOurs && (!isTheirs || isHere)
    if (oursWins && isHere) {
      const name = here.get(key) ?? key
      const problem = whyRefused('labels', name)
      if (problem !== null) merge.refused.push({ field: 'labels', value: name, problem })
      else {
        nextThere.set(key, name)
        pending.add(key)
      }
    } else if (oursWins) {
      nextThere.delete(key)
      pending.add(key)
    } else if (isTheirs && isThere) {
      if (nextHere.size < MOST_TASK_LABELS) nextHere.set(key, there.get(key) ?? key)
    } else if (isTheirs) nextHere.delete(key)
  }
  if (!hasSameKeys(here, nextHere)) merge.toTask.labels = names(nextHere)
  if (pending.size > 0) merge.toGithub.labels = names(nextThere)
  merge.base.local.labels = names(settled(nextHere, was.local, pending))
  merge.base.remote.labels = names(settled(there, was.remote, pending))
}

/** What GitHub is not told yet stands as it was. */
function settled(
  now: ReadonlyMap<string, string>,
  was: ReadonlyMap<string, string>,
  pending: ReadonlySet<string>,
): Map<string, string> {
  const next = new Map([...now].filter(([key]) => !pending.has(key)))
  for (const key of pending) {
    const name = was.get(key)
    if (name !== undefined) next.set(key, name)
  }
  return next
}

/**
 * What both had last in common once GitHub has answered.
 *
 * @param base as it was when `sent` was asked for
 * @param local of the task then
 * @param answer as the issue is now
 */
export function afterAnswer(
  base: IssueBase,
  local: IssueFields,
  sent: Partial<IssueFields>,
  answer: IssueFields,
): IssueBase {
  const next: IssueBase = { ...base, local: { ...base.local }, remote: { ...base.remote } }
  for (const field of SINGLE_FIELDS) {
    if (sent[field] === undefined) continue
    decide(next, field)
    Object.assign(next.local, { [field]: local[field] })
    Object.assign(next.remote, { [field]: answer[field] })
  }
  if (sent.labels !== undefined) {
    const asked = byKey(sent.labels)
    next.local.labels = local.labels
    // One that somebody else has put on meanwhile is news.
    next.remote.labels = answer.labels.filter((name) => asked.has(labelKey(name)))
  }
  return next
}

/** What of a task is not at GitHub yet. */
export function waitingFields({ local: was }: IssueBase, now: IssueFields): IssueField[] {
  const isWaiting = (field: IssueField) =>
    field === 'labels' ? !hasSameKeys(byKey(was.labels), byKey(now.labels)) : was[field] !== now[field]
  return ISSUE_FIELDS.filter(isWaiting)
}

/** Why GitHub takes no such value, in words; null = it does. */
export function whyRefused(field: IssueField, value: string): string | null {
  const most = MOST[field]
  if (most === null || value.length <= most || charactersOf(value) <= most) return null
  switch (field) {
    case 'title':
      return t('The title is longer than GitHub takes: {most, number} characters are the most.', { most })
    case 'labels':
      return t('The name of a label is longer than GitHub takes: {most, number} characters are the most.', {
        most,
      })
    default:
      return t('The description is longer than GitHub takes: {most, number} characters are the most.', {
        most,
      })
  }
}

/** GitHub counts characters, not their halves. */
const charactersOf = (text: string) => text.replaceAll(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g, ' ').length

const MOST: Readonly<Record<IssueField, number | null>> = {
  title: MOST_ISSUE_TITLE,
  body: MOST_ISSUE_BODY,
  state: null,
  labels: MOST_ISSUE_LABEL,
}

/** Which of two texts stays, where both sides have changed one comment: see {@link mergeIssue}. */
export const keepsOurs = (at: { local: number; remote: number }) => isLater(at.local, at.remote)

/** Whether two texts are the same but for what GitHub makes of blanks and line ends. */
export const isSameText = isSame

const byKey = (labels: readonly string[]) => new Map(labels.map((name) => [labelKey(name), name]))
const names = (labels: ReadonlyMap<string, string>) => [...labels.values()].sort()
const hasSameKeys = (one: ReadonlyMap<string, unknown>, other: ReadonlyMap<string, unknown>) =>
  one.size === other.size && [...one.keys()].every((key) => other.has(key))

/** What GitHub calls the status of a task. */
export const stateOfStatus = (status: TaskStatus): IssueState =>
  status === 'done' ? 'completed' : status === 'cancelled' ? 'not_planned' : 'open'

/**
 * The status that a task gets with a state of its issue: none that it has already is left.
 *
 * @param before the one that it had before it was closed: what waited in the backlog waits there again
 */
export function statusOfState(
  state: IssueState,
  status: TaskStatus,
  before: TaskStatus | null = null,
): TaskStatus {
  if (stateOfStatus(status) === state) return status
  if (state !== 'open') return state === 'completed' ? 'done' : 'cancelled'
  return before === 'backlog' ? 'backlog' : 'todo'
}

type TaskStatus = 'backlog' | 'todo' | 'in_progress' | 'in_review' | 'done' | 'cancelled'
