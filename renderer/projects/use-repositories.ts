import { useEffect, useRef, useState } from 'react'
import type { RemoteRepository } from '#shared/github.ts'
import { problemOf } from '../state/errors.ts'
import { useFeed } from '../state/hooks.ts'
import { client } from '../state/transport.ts'

/** As many as the host gives at once. */
const PAGE = 100

export interface FoundRepositories {
  /** What they were looked for with. */
  accountId: string
  q: string
  items: RemoteRepository[]
  nextCursor: string | null
  refreshedAt: string | null
  known: number
  refreshing: boolean
  problem: string | null
}

/** Repositories that an account can see, as far as somebody has scrolled; anew when the host has brought more. */
export function useRepositories(accountId: string, q: string) {
  const [found, setFound] = useState<FoundRepositories | null>(null)
  const [error, setError] = useState<string | null>(null)
  const [asked, setAsked] = useState(0)
  const latest = useRef<FoundRepositories | null>(null)
  const isAsking = useRef(false)

  const show = (next: FoundRepositories) => {
    latest.current = next
    setFound(next)
    setError(null)
  }
  const fail = (problem: unknown) => setError(problemOf(problem).message)

  useEffect(() => {
    let isOver = false
    const shown = latest.current
    const isSame = shown?.accountId === accountId && shown.q === q
    isAsking.current = true
    bring(accountId, q, isSame ? shown.items.length : 0)
      .then((next) => {
        if (!isOver) show(next)
      })
      .catch((problem: unknown) => {
        if (!isOver) fail(problem)
      })
      .finally(() => {
        if (!isOver) isAsking.current = false
      })
    return () => {
      isOver = true
    }
  }, [accountId, q, asked])

  useFeed((events) => {
    const isOld = ({ event, data }: (typeof events)[number]) =>
      event === 'github-repositories:updated' && data.id === accountId
    if (events.some(isOld)) setAsked((count) => count + 1)
  })

  return {
    /** Those of another account or of other words stay until the right ones are there. */
    found,
    error,
    more: () => {
      const before = latest.current
      if (before === null || before.nextCursor === null || isAsking.current) return
      isAsking.current = true
      ask(accountId, before.q, before.nextCursor)
        .then((page) => {
          if (latest.current !== before) return
          const names = new Set(before.items.map(({ fullName }) => fullName))
          // The list may have moved since its first page.
          const items = [...before.items, ...page.items.filter(({ fullName }) => !names.has(fullName))]
          show({ ...page, items })
        })
        .catch((problem: unknown) => {
          if (latest.current === before) fail(problem)
        })
        .finally(() => {
          isAsking.current = false
        })
    },
    /** Has the whole list brought anew. */
    refresh: () => {
      client.github
        .refreshRepositories({ accountId })
        .then(() => setAsked((count) => count + 1))
        .catch(fail)
    },
  }
}

/** At least `count` of them, or all. */
async function bring(accountId: string, q: string, count: number): Promise<FoundRepositories> {
  let found = await ask(accountId, q, null)
  while (found.nextCursor !== null && found.items.length < count) {
    const next = await ask(accountId, q, found.nextCursor)
    found = { ...next, items: [...found.items, ...next.items] }
  }
  return found
}

async function ask(accountId: string, q: string, cursor: string | null): Promise<FoundRepositories> {
  const { nextCursor = null, ...page } = await client.github.repositories({
    accountId,
    q,
    limit: PAGE,
    ...(cursor === null ? {} : { cursor }),
  })
  return { ...page, nextCursor, accountId, q }
}
