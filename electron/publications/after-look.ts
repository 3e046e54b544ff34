import type { PublicationContext } from './context.ts'
import { followOf } from './follow-state.ts'
import { branchUpdate } from './branch-update.ts'
import { addressedOf, pullOf, type PublicationRow } from './publication-records.ts'
import type { PullWatch } from './pull-watch.ts'

/** Before it is fetched again, where that failed. */
const RETRY_MS = 60_000

/** Finds in what was just seen what has become of things done from here, whose answer tells too little or was lost. */
export class AfterLook {
  readonly #context: PublicationContext
  readonly #watch: PullWatch

  constructor(context: PublicationContext, watch: PullWatch) {
    this.#context = context
    this.#watch = watch
  }

  /** Where its publication is held already. */
  async run(id: string): Promise<void> {
    await this.findReply(id)
    await this.#followUpdate(id)
  }

  /**
   * Writes down a reply whose answer was lost, if it is there: what the user says is nothing for the agent.
   *
   * @returns whether it is
   */
  async findReply(id: string): Promise<boolean> {
    const { records, store, github } = this.#context
    const row = await records.row(id)
    const { replying } = followOf(row)
    if (replying === null) return false
    const login = (await github.accounts()).find((account) => account.id === row.account_id)?.login
    const found = (await records.pull(id))?.comments.findLast(
      (one) =>
        one.id > replying.after &&
        one.kind === replying.kind &&
        one.author.toLowerCase() === login?.toLowerCase() &&
        plain(one.body) === plain(replying.body),
    )
    if (found === undefined) return false
    await store.write(async (tx) => {
      const now = await records.row(id, tx.db)
      await records.update(tx, id, {
        addressed: JSON.stringify([...new Set([...addressedOf(now), found.id])]),
        follow: JSON.stringify({ ...followOf(now), replying: null }),
      })
    })
    return true
  }

  /** Our branch follows what GitHub has made of an update, and of that alone. */
  async #followUpdate(id: string): Promise<void> {
    const { records, projects, store } = this.#context
    const row = await records.row(id)
    const { updating } = followOf(row)
    const head = pullOf(row)?.headCommit
    if (updating === null || head === undefined || head === updating || row.status !== 'open') return
    const repo = await projects.repoPath(row.project_id)
    const made =
      row.pushed_commit === updating
        ? await branchUpdate(this.#context, repo, row, { ours: updating, head })
        : 'foreign'
    if (made === 'unknown') return this.#watch.lookLater(id, RETRY_MS)
    if (made === 'ours') await this.#forward(row, head)
    await store.write(async (tx) => {
      const now = await records.row(id, tx.db)
      await records.update(tx, id, {
        follow: JSON.stringify({ ...followOf(now), updating: null }),
        ...(made === 'ours' && now.pushed_commit === row.pushed_commit
          ? { pushed_commit: head, head_commit: head }
          : {}),
      })
    })
  }

  async #forward(row: PublicationRow, head: string): Promise<void> {
    const { runs, batches, log } = this.#context
    try {
      if (row.run_id !== null) await runs.forwardTo(row.run_id, head)
      else if (row.batch_id !== null) await batches.forwardTo(row.batch_id, head)
    } catch (error) {
      // The next push merges it in.
      log('warn', 'a branch did not follow its pull request', { publicationId: row.id, why: String(error) })
    }
  }
}

/** GitHub may end lines in its own way. */
const plain = (text: string) => text.replaceAll('\r\n', '\n').trim()
