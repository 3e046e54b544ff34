import { useEffect, useReducer, useRef, useState } from 'react'
import type { UsageReport } from '#shared/usage.ts'
import { type Problem, problemOf } from '../state/errors.ts'
import { useConnection, useFeed } from '../state/hooks.ts'
import { client } from '../state/transport.ts'
import { useToday } from '../ui/time.tsx'
import { lengthOf, shiftDay, spanToAsk } from './days.ts'
import type { Range } from './search.ts'

/** Least time between two questions, in milliseconds. */
const REST_MS = 4000

/** What the host told, and what it was asked for. */
export type Usage = { report: UsageReport; range: Range; today: string }

/**
 * What agents did. While another range is on its way the one before stays; asks again as runs end, and when the host is
 * back.
 */
export function useUsage(range: Range): {
  usage: Usage | null
  problem: Problem | null
  isLoading: boolean
  reload: () => void
} {
  const pageDay = useToday()
  /** Days that it is later where the host is: whose days are shown. */
  const [ahead, setAhead] = useState(0)
  const today = shiftDay(pageDay, ahead)
  // Asked also once the feed is there (again): what came in between was not heard.
  const isOnline = useConnection(({ feed }) => feed === 'live')
  const [times, reload] = useReducer((before: number) => before + 1, 0)
  const question = [range, today, isOnline, times].join(' ')
  const [answer, setAnswer] = useState<Answer>(NO_ANSWER)

  useEffect(() => {
    let isLatest = true
    client.usage.report(spanToAsk(range, today)).then(
      (report) => {
        if (!isLatest) return
        if (report.today !== today) setAhead(lengthOf({ from: pageDay, to: report.today }) - 1)
        else setAnswer({ to: question, usage: { report, range, today }, problem: null })
      },
      (error: unknown) => {
        if (isLatest) setAnswer(({ usage }) => ({ to: question, usage, problem: problemOf(error) }))
      },
    )
    return () => {
      isLatest = false
    }
  }, [question, range, today, pageDay])

  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useFeed((items) => {
    if (!items.some(({ event }) => event === 'execution:completed')) return
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      reload()
    }, REST_MS)
  })
  useEffect(
    () => () => {
      clearTimeout(timer.current)
      timer.current = undefined
    },
    [],
  )
  return { usage: answer.usage, problem: answer.problem, isLoading: answer.to !== question, reload }
}

type Answer = {
  /** The question to which it is one. */
  to: string | null
  usage: Usage | null
  problem: Problem | null
}
const NO_ANSWER: Answer = { to: null, usage: null, problem: null }
