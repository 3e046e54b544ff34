import { useEffect } from 'react'
import type { GithubAccount } from '#shared/github.ts'
import { useSelected } from './hooks.ts'
import { remoteList, type RemoteListState } from './remote-list.ts'
import { client } from './transport.ts'

const list = remoteList<GithubAccount>(
  () => client.github.accounts(),
  ({ event }) => event.startsWith('github-account:'),
)

const all = (state: RemoteListState<GithubAccount>) => state

export const loadGithubAccounts = (): Promise<void> => list.load()

/** The login of an account; null = there is none any more. */
export async function loginOf(accountId: string | null): Promise<string | null> {
  if (accountId === null) return null
  if (list.store.getState().items === null) await list.load()
  return list.store.getState().items?.find(({ id }) => id === accountId)?.login ?? null
}

/** Who is signed in at GitHub, asked for when somebody first looks; `accounts` is null until they are here. */
export function useGithubAccounts(): { accounts: GithubAccount[] | null; error: string | null } {
  const { items, error } = useSelected(list.store, all)
  const isUnknown = items === null
  useEffect(() => {
    if (isUnknown) void list.load()
  }, [isUnknown])
  return { accounts: items, error }
}
