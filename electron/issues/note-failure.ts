import { isPassing } from '#shared/publication-words.ts'
import type { PublicationFailure } from '#shared/publications.ts'
import { GithubError } from '../github/github.ts'
import { nextTry } from '../github/pace.ts'
import { failureOf as wordsOf } from '../publications/failures.ts'
import type { IssueContext } from './context.ts'
import { pollOf, writePoll } from './poll-records.ts'

/** GitHub's copies may not know yet of an issue that was made so short ago. */
const NEWBORN_MS = 60_000
const NEWBORN_RETRY_MS = 5_000
/** What does not pass by itself is looked at again so often: somebody may have mended it at GitHub. */
const RETRY_MS = 30 * 60_000

/**
 * Writes down why a link could not be brought up to date.
 *
 * @returns until when its account is better left alone; null = others may go on
 */
export async function noteLinkFailure(
  { store, records, log }: IssueContext,
  linkId: string,
  error: unknown,
  now: number,
): Promise<number | null> {
  if (!(error instanceof GithubError))
    log('error', 'an issue could not be kept the same', { error: String(error) })
  const failure = wordsOf(error)
  return store.write(async (tx) => {
    const link = await records.find(linkId, tx.db)
    if (link === null) return null
    const isNewborn = link.synced_at === null && now - Date.parse(link.created_at) < NEWBORN_MS
    if (failure.code === 'not_found' && link.number !== null) {
      if (isNewborn) {
        await records.update(tx, linkId, { due_at: timeOf(now + NEWBORN_RETRY_MS) })
        return null
      }
      await records.update(tx, linkId, {
        state: 'gone',
        waiting: '[]',
        due_at: null,
        failure: inWriting(failure, null),
      })
      return null
    }
    const isUnexpected = !(error instanceof GithubError)
    const due = isPassing(failure.code) || isUnexpected ? nextTry(link.attempts, failure.retryAt, now) : null
    await records.update(tx, linkId, {
      failure: inWriting(failure, due),
      attempts: link.attempts + 1,
      due_at: due === null ? null : timeOf(due),
    })
    return isPassing(failure.code) ? due : null
  })
}

/** The same for what could not be read of a project. */
export async function notePollFailure(
  { store, log }: IssueContext,
  projectId: string,
  place: string,
  error: unknown,
  now: number,
): Promise<number | null> {
  if (!(error instanceof GithubError)) log('error', 'issues could not be read', { error: String(error) })
  const failure = wordsOf(error)
  return store.write(async (tx) => {
    const attempts = (await pollOf(tx.db, projectId))?.attempts ?? 0
    const passes = isPassing(failure.code)
    const due = passes ? nextTry(attempts, failure.retryAt, now) : now + RETRY_MS
    await writePoll(tx, projectId, place, {
      failure: inWriting(failure, passes ? due : null),
      attempts: attempts + 1,
      due_at: timeOf(due),
    })
    return passes ? due : null
  })
}

const timeOf = (ms: number) => new Date(ms).toISOString()

const inWriting = ({ code, message, url }: ReturnType<typeof wordsOf>, due: number | null) =>
  JSON.stringify({
    code,
    message,
    retryAt: due === null ? null : timeOf(due),
    ...(url === null || url === undefined ? {} : { url }),
  } satisfies PublicationFailure)
