import { useCallback, useEffect, useRef, useState } from 'react'
import type { IssueChoices, IssueFilter, RemoteIssue } from '#shared/issues.ts'
import { useLoaded } from '../settings/use-loaded.ts'
import { type Problem, problemOf } from '../state/errors.ts'
import { client } from '../state/transport.ts'

/** Pause after the last letter before GitHub is asked: it takes few searches a minute. */
const SETTLE_MS = 300

export interface FoundIssues {
  /** What they were asked for with. */
  asked: string
  items: RemoteIssue[]
  nextCursor: string | null
}

/** How what was typed is asked for: `12` is meant as a number. */
const wordsOf = (q: string) => (q === '' ? {} : { q: /^\d{1,9}$/.test(q) ? `#${q}` : q })

/** Issues of a project's repository as GitHub has them, as far as somebody has scrolled. Keep `filter` stable. */
export function useRemoteIssues(projectId: string, filter: IssueFilter, q: string) {
  const asked = JSON.stringify([projectId, filter, q])
  const [found, setFound] = useState<FoundIssues | null>(null)
  const [problem, setProblem] = useState<{ asked: string; problem: Problem } | null>(null)
  const [round, setRound] = useState(0)
  const [isLoadingMore, setLoadingMore] = useState(false)
  const isAsking = useRef(false)
  const latest = useRef<FoundIssues | null>(null)
  const lastWords = useRef(q)

  useEffect(() => {
    let isOver = false
    const show = (next: FoundIssues) => {
      latest.current = next
      setFound(next)
      setProblem(null)
    }
    const ask = () => {
      client.issues.list({ projectId, filter, ...wordsOf(q) }).then(
        ({ items, nextCursor = null }) => {
          if (!isOver) show({ asked, items, nextCursor })
        },
        (error: unknown) => {
          if (!isOver) setProblem({ asked, problem: problemOf(error) })
        },
      )
    }
    const isTyping = lastWords.current !== q
    lastWords.current = q
    const timer = setTimeout(ask, isTyping && q !== '' ? SETTLE_MS : 0)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [asked, projectId, filter, q, round])

  const more = useCallback(() => {
    const before = latest.current
    if (before === null || before.asked !== asked || before.nextCursor === null || isAsking.current) return
    isAsking.current = true
    setLoadingMore(true)
    client.issues
      .list({ projectId, filter, ...wordsOf(q), cursor: before.nextCursor })
      .then(
        ({ items, nextCursor = null }) => {
          if (latest.current !== before) return
          const numbers = new Set(before.items.map(({ number }) => number))
          // The list may have moved since its first page.
          const next = {
            ...before,
            items: [...before.items, ...items.filter(({ number }) => !numbers.has(number))],
            nextCursor,
          }
          latest.current = next
          setFound(next)
          setProblem(null)
        },
        (error: unknown) => setProblem({ asked, problem: problemOf(error) }),
      )
      .finally(() => {
        isAsking.current = false
        setLoadingMore(false)
      })
  }, [asked, projectId, filter, q])

  return {
    /** Those of other words stay until the right ones are there. */
    found,
    problem: problem?.asked === asked ? problem.problem : null,
    isLoading: found?.asked !== asked && problem?.asked !== asked,
    isLoadingMore,
    more,
    again: () => {
      setProblem(null)
      setRound((count) => count + 1)
    },
  }
}

/** What a filter can name; null while it is not known. */
export function useIssueChoices(projectId: string): { choices: IssueChoices | null; error: string | null } {
  const load = useCallback(() => client.issues.choices({ projectId }), [projectId])
  const { value, error } = useLoaded(load)
  return { choices: value, error }
}
