import { GithubError } from '../github/github-error.ts'
import type { PublicationContext } from './context.ts'
import { isOpen } from './create.ts'
import { failureOf } from './failures.ts'
import { failureOf as failureIn, type PublicationRow } from './publication-records.ts'
import { accountOf } from './subject.ts'

const SIGNED_OUT = new GithubError(
  'no_account',
  'The account that it was published with is signed out. Sign in again, or choose another one in the settings of the project.',
)

/**
 * Gives publications whose account was removed the one that speaks for their project now. While there is none, an open
 * pull request says that nobody follows it.
 */
export async function keepAccounts(context: PublicationContext): Promise<void> {
  const { store, records, github } = context
  const there = new Set((await github.accounts()).map(({ id }) => id))
  const isOrphan = ({ account_id }: PublicationRow) => account_id !== null && !there.has(account_id)
  for (const row of (await records.open()).filter(isOrphan)) {
    const account = await accountOf(context, row)
    await store.write(async (tx) => {
      const now = await records.row(row.id, tx.db)
      if (!isOpen(now) || now.account_id !== row.account_id) return
      if (account?.state === 'ready') {
        const follow = now.status === 'open' ? { failure: null, due_at: store.now() } : {}
        await records.update(tx, row.id, { account_id: account.id, ...follow })
      } else if (now.status === 'open' && failureIn(now)?.code !== 'no_account') {
        const failure = JSON.stringify(failureOf(SIGNED_OUT))
        await records.update(tx, row.id, { failure, due_at: null })
      }
    })
  }
}
