import { useCallback, useEffect, useRef, useState } from 'react'
import type { IssueWrite } from '#shared/issues.ts'
import { problemOf } from '../state/errors.ts'
import { useFeed } from '../state/hooks.ts'
import { client } from '../state/transport.ts'

const PAGE = 50
/** A sync writes many lines at once: they are read together. */
const SETTLE_MS = 150

/** Whose writes: of one task, or of all in a project. */
export type WritesOf = { taskId: string } | { projectId: string }

/** The log of writes, newest first, as far back as somebody has asked; what is written meanwhile comes by itself. */
export function useIssueWrites(of: WritesOf) {
  const key = 'taskId' in of ? of.taskId : of.projectId
  const isTask = 'taskId' in of
  const [items, setItems] = useState<readonly IssueWrite[] | null>(null)
  const [cursor, setCursor] = useState<string | null>(null)
  const [error, setError] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const [round, setRound] = useState(0)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const isKnown = useRef(false)

  const ask = useCallback(
    (before: string | null) =>
      client.issues.writes({
        ...(isTask ? { taskId: key } : { projectId: key }),
        limit: PAGE,
        ...(before === null ? {} : { cursor: before }),
      }),
    [isTask, key],
  )
  useEffect(() => {
    let isOver = false
    ask(null).then(
      (page) => {
        if (isOver) return
        const fresh = new Set(page.items.map(({ id }) => id))
        setItems((held) => [...page.items, ...(held ?? []).filter(({ id }) => !fresh.has(id))])
        // What is older stays as far as it was read.
        if (!isKnown.current) setCursor(page.nextCursor ?? null)
        isKnown.current = true
        setError(null)
      },
      (problem: unknown) => {
        if (!isOver) setError(problemOf(problem).message)
      },
    )
    return () => {
      isOver = true
    }
  }, [ask, round])
  useEffect(() => () => clearTimeout(timer.current), [])
  useFeed((events) => {
    if (!events.some(({ event }) => event.startsWith('issue-'))) return
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setRound((count) => count + 1), SETTLE_MS)
  })

  return {
    items,
    error,
    hasMore: cursor !== null,
    isBusy,
    again: () => setRound((count) => count + 1),
    more: () => {
      if (cursor === null || isBusy) return
      setBusy(true)
      ask(cursor)
        .then(
          (page) => {
            setItems((held) => {
              const known = new Set((held ?? []).map(({ id }) => id))
              return [...(held ?? []), ...page.items.filter(({ id }) => !known.has(id))]
            })
            setCursor(page.nextCursor ?? null)
          },
          (problem: unknown) => setError(problemOf(problem).message),
        )
        .finally(() => setBusy(false))
    },
  }
}
