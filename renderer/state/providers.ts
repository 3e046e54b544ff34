import type { Provider } from '#shared/providers.ts'
import { useSelected } from './hooks.ts'
import { remoteList, type RemoteListState } from './remote-list.ts'
import { client } from './transport.ts'

const list = remoteList<Provider>(
  () => client.providers.list({}),
  ({ event }) => event === 'provider:updated',
)

/** Asks for all providers, connected ones first. */
export const loadProviders = (): Promise<void> => list.load()

const all = (state: RemoteListState<Provider>) => state

/** `providers` is null until {@link loadProviders} brought them. */
export function useProviders(): { providers: Provider[] | null; error: string | null } {
  const { items, error } = useSelected(list.store, all)
  return { providers: items, error }
}

/** Takes a provider from the answer of a call, ahead of its event. */
export function putProvider(provider: Provider): void {
  const items = list.store.getState().items
  if (items === null) return
  const known = items.some((one) => one.id === provider.id)
  list.store.setState({
    items: known ? items.map((one) => (one.id === provider.id ? provider : one)) : [provider, ...items],
  })
}

/** Takes away what the host says is gone, ahead of its event. */
export function dropProvider(id: string): void {
  const items = list.store.getState().items
  if (items !== null) list.store.setState({ items: items.filter((one) => one.id !== id) })
}
