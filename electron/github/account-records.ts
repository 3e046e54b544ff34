import type { Selectable } from 'kysely'
import { notFound } from '#shared/errors.ts'
import type { GithubAccount } from '#shared/github.ts'
import type { GithubAccountsTable } from '../store/schema.ts'
import type { Store, Tx } from '../store/store.ts'

type Reader = Pick<Tx['db'], 'selectFrom'>
export type AccountChange = Partial<
  Pick<GithubAccount, 'login' | 'name' | 'kind' | 'scopes' | 'state' | 'problem'>
>

/** The rows of `github_accounts`, each change with its feed event. Tokens are not among them. */
export class AccountRecords {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** In the order they were added. */
  async list(db: Reader = this.#store.db): Promise<GithubAccount[]> {
    const rows = await db.selectFrom('github_accounts').selectAll().orderBy('id').execute()
    return rows.map(toAccount)
  }

  async find(id: string, db: Reader = this.#store.db): Promise<GithubAccount | null> {
    const row = await db.selectFrom('github_accounts').selectAll().where('id', '=', id).executeTakeFirst()
    return row === undefined ? null : toAccount(row)
  }

  /** @throws AppError NOT_FOUND */
  async get(id: string, db: Reader = this.#store.db): Promise<GithubAccount> {
    const account = await this.find(id, db)
    if (account === null) throw notFound('account', id)
    return account
  }

  async insert(tx: Tx, account: Omit<GithubAccount, 'updatedSeq'>): Promise<GithubAccount> {
    const updatedSeq = await tx.emit('github-account:created', account)
    await tx.db
      .insertInto('github_accounts')
      .values({
        id: account.id,
        host: account.host,
        login: account.login,
        name: account.name,
        kind: account.kind,
        scopes: account.scopes && JSON.stringify(account.scopes),
        state: account.state,
        problem: account.problem,
        repositories_at: null,
        repositories_etag: null,
        created_at: account.createdAt,
        updated_seq: updatedSeq,
      })
      .execute()
    return { ...account, updatedSeq }
  }

  /** Writes what differs; nothing happens when nothing differs, or when it is gone. */
  async update(tx: Tx, id: string, change: AccountChange): Promise<GithubAccount | null> {
    const account = await this.find(id, tx.db)
    if (account === null) return null
    const changed: AccountChange = Object.fromEntries(
      Object.entries(change).filter(
        ([field, value]) => JSON.stringify(account[field as keyof GithubAccount]) !== JSON.stringify(value),
      ),
    )
    if (Object.keys(changed).length === 0) return account
    const updatedSeq = await tx.emit('github-account:updated', { id, ...changed })
    const { scopes, ...rest } = changed
    await tx.db
      .updateTable('github_accounts')
      .set({
        ...rest,
        ...(scopes === undefined ? {} : { scopes: scopes && JSON.stringify(scopes) }),
        updated_seq: updatedSeq,
      })
      .where('id', '=', id)
      .execute()
    return { ...account, ...changed, updatedSeq }
  }

  async remove(tx: Tx, id: string): Promise<void> {
    await tx.emit('github-account:deleted', { id })
    await tx.db.deleteFrom('github_accounts').where('id', '=', id).execute()
  }
}

const toAccount = (row: Selectable<GithubAccountsTable>): GithubAccount => ({
  id: row.id,
  host: row.host,
  login: row.login,
  name: row.name,
  kind: row.kind as GithubAccount['kind'],
  scopes: row.scopes === null ? null : (JSON.parse(row.scopes) as string[]),
  state: row.state as GithubAccount['state'],
  problem: row.problem,
  createdAt: row.created_at,
  updatedSeq: row.updated_seq,
})
