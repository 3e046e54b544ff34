import { shapedList } from '../github/shaped.ts'
import type { PublicationContext } from './context.ts'
import { isPassing } from '#shared/publication-words.ts'
import { failureOf } from './failures.ts'
import { type PublicationRow, repositoryOf } from './publication-records.ts'
import { namedPull } from './pull-shapes.ts'
import type { PullWatch } from './pull-watch.ts'
import { accountOf, showOnSubject, subjectOf } from './subject.ts'

/** So long after a branch was pushed a pull request of it is looked for: it is made at once, or hardly ever. */
const LOOKED_FOR_MS = 3_600_000

interface Candidate {
  row: PublicationRow
  accountId: string
}

/**
 * Finds the pull request that somebody has made by hand of a branch which was pushed while no account could, so that it
 * is followed like one that was made here. Asks once per interval, whatever the number of branches.
 */
export class MadeByHand {
  readonly #context: PublicationContext
  readonly #watch: PullWatch
  readonly #signal: AbortSignal
  /** When a branch was asked for last; infinity = nothing can be found out about it. */
  readonly #asked = new Map<string, number>()
  #last = Number.NEGATIVE_INFINITY

  constructor(context: PublicationContext, watch: PullWatch, signal: AbortSignal) {
    this.#context = context
    this.#watch = watch
    this.#signal = signal
  }

  /**
   * Asks for the branch that was asked for longest ago.
   *
   * @param isPaused of accounts that GitHub does not answer now
   * @returns when to come again, in milliseconds; null = there is nothing to look for
   */
  async step(
    now: number,
    interval: number,
    isPaused: (accountId: string) => boolean,
    onFailure: (accountId: string, error: unknown) => void,
  ): Promise<number | null> {
    const candidates = (await this.#candidates(now)).filter(({ accountId }) => !isPaused(accountId))
    const askedAt = ({ row }: Candidate) => this.#asked.get(row.id) ?? Number.NEGATIVE_INFINITY
    const [first] = candidates.toSorted((a, b) => askedAt(a) - askedAt(b))
    if (first === undefined) return null
    if (now < this.#last + interval) return this.#last + interval
    this.#last = now
    const { row, accountId } = first
    this.#asked.set(row.id, now)
    try {
      await this.#watch.inTurn.run(row.id, () => this.adopt(row.id))
    } catch (error) {
      if (this.#signal.aborted) return null
      if (isPassing(failureOf(error).code)) onFailure(accountId, error)
      else this.#asked.set(row.id, Number.POSITIVE_INFINITY)
      this.#context.log('warn', 'a pull request of a pushed branch could not be looked for', {
        publicationId: row.id,
        why: error instanceof Error ? error.message : String(error),
      })
    }
    return now + interval
  }

  async #candidates(now: number): Promise<Candidate[]> {
    const since = new Date(now - LOOKED_FOR_MS).toISOString()
    const rows = await this.#context.store.db
      .selectFrom('publications')
      .selectAll()
      .where('status', '=', 'pushed')
      .where('repository', 'is not', null)
      .where('ended_at', '>', since)
      .execute()
    const found: Candidate[] = []
    for (const row of rows) {
      if (this.#asked.get(row.id) === Number.POSITIVE_INFINITY) continue
      const accountId = await this.#accountFor(row)
      if (accountId !== null) found.push({ row, accountId })
    }
    return found
  }

  async #accountFor(row: PublicationRow): Promise<string | null> {
    const account = await accountOf(this.#context, row)
    return account?.state === 'ready' ? account.id : null
  }

  /**
   * Takes the open pull request of a pushed branch for its own, where its publication is held already. Its words are
   * somebody's: they stay.
   *
   * @throws GithubError
   */
  async adopt(id: string): Promise<void> {
    const { store, records, github, projects } = this.#context
    const row = await records.row(id)
    const repository = repositoryOf(row)
    const accountId = row.status === 'pushed' ? await this.#accountFor(row) : null
    if (repository === null || accountId === null) return
    const { owner, name } = repository
    const api = await github.api(accountId)
    const { data } = await api.request('GET /repos/{owner}/{repo}/pulls', {
      owner,
      repo: name,
      head: `${owner}:${row.branch}`,
      state: 'open',
      request: { signal: this.#signal },
    })
    const all = shapedList(namedPull, data, 'a list of pull requests')
    const pull = all.find(({ base }) => base.ref === row.base_branch) ?? all[0]
    if (pull === undefined) return
    const project = await projects.get(row.project_id)
    await store.write(async (tx) => {
      const now = await records.row(id, tx.db)
      // It was published anew meanwhile.
      if (now.status !== 'pushed' || (await records.openOf(subjectOf(now), tx.db)) !== null) return
      const change = {
        account_id: accountId,
        pr_number: pull.number,
        pr_url: pull.html_url,
        title: pull.title,
        body: pull.body ?? '',
        own_words: JSON.stringify(['title', 'body']),
        draft: Number(pull.draft),
        base_branch: pull.base.ref,
        ended_at: null,
        due_at: null,
      }
      await records.update(tx, id, change, 'adopt')
      await showOnSubject(this.#context, tx, now, project, { number: pull.number, url: pull.html_url })
    })
  }
}
