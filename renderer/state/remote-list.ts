import { createStore, type StoreApi } from 'zustand/vanilla'
import { problemOf } from './errors.ts'
import { onFeed } from './stores.ts'
import type { FeedItem } from './transport.ts'

/** `items` is null until they came once; `error` says why the last try gave none. */
export type RemoteListState<T> = { items: T[] | null; error: string | null }

export type RemoteList<T> = {
  store: StoreApi<RemoteListState<T>>
  /** Asks the host, once at a time: an ask that comes while one is under way is made after it. */
  load: () => Promise<void>
}

/**
 * A list that is asked for when somebody looks at it, because asking may start the agent, and anew when
 * an event of the feed makes it old. What was there stays until the new one is.
 */
export function remoteList<T>(
  ask: () => Promise<{ items: T[] }>,
  makesOld: (item: FeedItem) => boolean,
): RemoteList<T> {
  const store = createStore<RemoteListState<T>>(() => ({ items: null, error: null }))
  let running: Promise<void> | null = null
  let again: Promise<void> | null = null

  const once = async (): Promise<void> => {
    try {
      const { items } = await ask()
      store.setState({ items, error: null })
    } catch (error) {
      store.setState({ error: problemOf(error).message })
    }
  }
  const run = (): Promise<void> => {
    running = once().finally(() => {
      running = null
    })
    return running
  }
  const load = (): Promise<void> => {
    if (running === null) return run()
    again ??= running.then(() => {
      again = null
      return run()
    })
    return again
  }
  onFeed((events) => {
    const known = store.getState().items !== null || running !== null
    if (known && events.some(makesOld)) void load()
  })
  return { store, load }
}
