import { isPassing } from '#shared/publication-words.ts'
import { GithubError } from '../github/github.ts'
import type { PublicationContext } from './context.ts'
import { type PublicationRow, type Said, saidOf, withNotes } from './publication-records.ts'
import { placeOf } from './pull-step.ts'
import { isStill } from './write-step.ts'

/** Sets labels and asks for reviews, as far as that was not done before: who is asked again is told again. */
export async function details(context: PublicationContext, row: PublicationRow): Promise<void> {
  const { store, records, onMoment } = context
  onMoment?.(row.id, 'details:begin')
  const said = saidOf(row)
  const labels = (JSON.parse(row.labels) as string[]).filter((label) => !said.labels.includes(label))
  const reviewers = (JSON.parse(row.reviewers) as string[]).filter((who) => !said.reviewers.includes(who))
  const set = await setLabels(context, row, labels)
  const asked = await askReviewers(context, row, reviewers)
  onMoment?.(row.id, 'details:worked')
  // What was refused is tried again with the next publishing.
  const after: Said = {
    ...said,
    labels: [...said.labels, ...set.done],
    reviewers: [...said.reviewers, ...asked.done],
  }
  await store.write(async (tx) => {
    const now = await records.row(row.id, tx.db)
    if (!isStill(now, row)) return
    const notes = [...set.notes, ...asked.notes].map((text) => ({ text, url: null, again: true }))
    const change = {
      said: JSON.stringify(after),
      // What was refused before may be refused again.
      notes: withNotes(now, notes),
      failure: null,
      attempts: 0,
      due_at: null,
    }
    await records.update(tx, row.id, change, 'detail')
  })
  onMoment?.(row.id, 'details:written')
}

/** What GitHub has taken, and what it has not, in words. */
interface Outcome {
  done: string[]
  notes: string[]
}

async function setLabels(
  context: PublicationContext,
  row: PublicationRow,
  labels: string[],
): Promise<Outcome> {
  if (labels.length === 0) return { done: [], notes: [] }
  const { api, owner, repo } = await placeOf(context, row)
  const to = { owner, repo, issue_number: row.pr_number ?? 0 }
  const refused = await refusalOf(async () => {
    await api.request('POST /repos/{owner}/{repo}/issues/{issue_number}/labels', { ...to, labels })
  })
  if (refused === null) return { done: labels, notes: [] }
  return { done: [], notes: [`The labels ${labels.join(', ')} are not set: ${refused}`] }
}

/** GitHub takes all or none of them, so after a refusal each is asked alone. */
async function askReviewers(
  context: PublicationContext,
  row: PublicationRow,
  all: string[],
): Promise<Outcome> {
  if (all.length === 0) return { done: [], notes: [] }
  const { api, owner, repo } = await placeOf(context, row)
  const ask = (some: string[]) =>
    refusalOf(async () => {
      await api.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers', {
        owner,
        repo,
        pull_number: row.pr_number ?? 0,
        reviewers: some.filter((who) => !who.includes('/')),
        team_reviewers: some.flatMap((who) => who.split('/')[1] ?? []),
      })
    })
  const refused = await ask(all)
  if (refused === null) return { done: all, notes: [] }
  const outcome: Outcome = { done: [], notes: [] }
  for (const who of all) {
    const why = all.length === 1 ? refused : await ask([who])
    if (why === null) outcome.done.push(who)
    else outcome.notes.push(`@${who} is not asked for a review: ${why}`)
  }
  return outcome
}

/** What will not be otherwise when it is tried again, in words; null = it is done. @throws GithubError for the rest */
async function refusalOf(work: () => Promise<void>): Promise<string | null> {
  try {
    await work()
    return null
  } catch (error) {
    if (!(error instanceof GithubError) || isPassing(error.failure)) throw error
    if (error.failure === 'unauthorized' || error.failure === 'sso_required') throw error
    return error.message
  }
}
