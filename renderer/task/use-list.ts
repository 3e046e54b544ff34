import { useCallback, useEffect, useRef, useState } from 'react'
import { problemOf } from '../state/errors.ts'
import { changeOf } from '../state/stores.ts'
import { useFeed } from '../state/hooks.ts'

type Item = { id: string; taskId: string }

export type ListState<T> = {
  items: readonly T[]
  status: 'loading' | 'ready' | 'failed'
  error: string | null
  reload: () => void
  /** Takes the answer of a call, ahead of its event. */
  put: (item: T) => void
  drop: (id: string) => void
}

/** A task's comments or its history: loaded once, then kept by the feed. */
export function useList<T extends Item>(
  kind: 'comment' | 'activity',
  taskId: string,
  load: (taskId: string) => Promise<{ items: T[] }>,
): ListState<T> {
  const [state, setState] = useState<Pick<ListState<T>, 'items' | 'status' | 'error'>>({
    items: [],
    status: 'loading',
    error: null,
  })
  const [asked, setAsked] = useState(0)
  const loader = useRef(load)
  useEffect(() => {
    loader.current = load
  })
  const put = useCallback(
    (item: T) =>
      setState((before) => ({
        ...before,
        items: before.items.some(({ id }) => id === item.id)
          ? before.items.map((one) => (one.id === item.id ? item : one))
          : [...before.items, item],
      })),
    [],
  )
  const drop = useCallback(
    (id: string) => setState((before) => ({ ...before, items: before.items.filter((one) => one.id !== id) })),
    [],
  )

  useEffect(() => {
    let gone = false
    loader.current(taskId).then(
      ({ items }) => {
        if (!gone) setState({ items, status: 'ready', error: null })
      },
      (error: unknown) => {
        if (!gone) setState({ items: [], status: 'failed', error: problemOf(error).message })
      },
    )
    return () => {
      gone = true
    }
  }, [taskId, asked])

  useFeed((events) => {
    for (const event of events) {
      const { kind: of, change } = changeOf(event)
      if (of !== kind) continue
      if (change.kind === 'deleted') drop(change.data.id)
      else if (change.kind === 'created') {
        if (change.data['taskId'] === taskId) put({ ...change.data, updatedSeq: change.seq } as unknown as T)
      } else {
        setState((before) => ({
          ...before,
          items: before.items.map((one) => (one.id === change.data.id ? { ...one, ...change.data } : one)),
        }))
      }
    }
  })

  return { ...state, reload: useCallback(() => setAsked((n) => n + 1), []), put, drop }
}
