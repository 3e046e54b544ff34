import { afterAnswer, type IssueMerge, isSameText, labelKey } from '#shared/issue-merge.ts'
import { ISSUE_FIELDS, type IssueField } from '#shared/issue-words.ts'
import type { IssueFields } from '#shared/issues.ts'
import type { Tx } from '../store/store.ts'
import type { IssueContext } from './context.ts'
import { fieldsOfIssue } from './import-issues.ts'
import type { Issue } from './issue-api.ts'
import { baseOf, type LinkRow } from './issue-records.ts'
import { leftOut } from './left-out.ts'
import { isOfOne, type Pass } from './pass.ts'
import { valueOf } from './project-issue.ts'

/** What GitHub is told next. It is in the journal already. */
export interface Sending {
  fields: Partial<IssueFields>
  /** Lines of the journal, by what they are of. */
  writes: ReadonlyMap<IssueField, string>
  /** What the task has. */
  local: IssueFields
}

const SUPERSEDED = 'Something newer took its place before GitHub had answered.'

/** Writes down what GitHub is to be told; what was begun before and is there by now, or is not wanted any more, ends. */
export async function beginWrites(
  { journal }: IssueContext,
  tx: Tx,
  link: LinkRow,
  { toGithub, toTask, lost }: IssueMerge,
  remote: IssueFields,
): Promise<Sending['writes']> {
  const begun = new Map((await journal.begun(link.id, tx.db)).map((row) => [row.subject, row]))
  const writes = new Map<IssueField, string>()
  for (const field of ISSUE_FIELDS) {
    const before = begun.get(field)
    if (toGithub[field] === undefined) {
      if (before === undefined) continue
      const isThere = isSameText(labelKey(valueOf(remote, field) ?? ''), labelKey(before.to_value ?? ''))
      if (isThere && toTask[field] === undefined) await journal.end(tx, before.id, 'written')
      else await journal.end(tx, before.id, 'failed', SUPERSEDED)
      continue
    }
    const write = {
      from: valueOf(remote, field),
      to: valueOf(toGithub, field),
      lost: field === 'labels' ? null : (lost[field] ?? null),
    }
    if (before !== undefined) await journal.again(tx, before.id, write)
    const line = { direction: 'to_github', subject: field, status: 'begun', ...write } as const
    writes.set(field, before?.id ?? (await journal.add(tx, link, line)))
  }
  return writes
}

/**
 * Tells GitHub. Where it does not take all at once, each field is tried alone.
 *
 * @returns the issue as it is then; null = nothing was taken
 * @throws GithubError for what stands in the way of all of it
 */
export async function send(context: IssueContext, pass: Pass, sending: Sending): Promise<Issue | null> {
  const fields = ISSUE_FIELDS.filter((field) => sending.fields[field] !== undefined)
  context.onMoment?.(pass.linkId, 'fields:begin')
  try {
    const answer = await pass.api.update(pass.number, sending.fields)
    context.onMoment?.(pass.linkId, 'fields:worked')
    await noteAnswer(context, pass, sending, answer)
    context.onMoment?.(pass.linkId, 'fields:written')
    return answer
  } catch (error) {
    if (!isOfOne(error)) throw error
    if (fields.length > 1 && error.failure === 'invalid') {
      let last: Issue | null = null
      for (const field of fields) last = (await send(context, pass, only(sending, field))) ?? last
      return last
    }
    pass.problems.push({ code: error.failure, message: error.message })
    for (const field of fields) pass.refused.add(`${field} ${valueOf(sending.fields, field)}`)
    await context.store.write(async (tx) => {
      for (const id of sending.writes.values()) await context.journal.end(tx, id, 'failed', error.message)
    })
    if (error.failure === 'not_found') throw error
    return null
  }
}

function only({ fields, writes, local }: Sending, field: IssueField): Sending {
  const id = writes.get(field)
  return {
    fields: { [field]: fields[field] },
    writes: new Map(id === undefined ? [] : [[field, id]]),
    local,
  }
}

async function noteAnswer(
  { store, records, journal }: IssueContext,
  { linkId, api, problems }: Pass,
  { fields, writes, local }: Sending,
  answer: Issue,
): Promise<void> {
  const missing = new Map(
    [...writes.keys()].map((field) => [field, leftOut(field, fields, answer, api.login)]),
  )
  problems.push(...[...missing.values()].filter((problem) => problem !== null))
  await store.write(async (tx) => {
    for (const [field, id] of writes) {
      const problem = missing.get(field)?.message
      await journal.end(tx, id, problem === undefined ? 'written' : 'failed', problem)
    }
    const link = await records.find(linkId, tx.db)
    const base = link && baseOf(link)
    if (link === null || base === null) return
    await records.update(tx, link.id, {
      base: JSON.stringify(afterAnswer(base, local, fields, fieldsOfIssue(answer))),
      remote_updated_at: answer.updatedAt,
    })
  })
}
