import { useLayoutEffect, useRef } from 'react'
import { showProblem } from '../state/attempt.ts'
import { client } from '../state/transport.ts'
import { t } from '../strings/t.ts'
import { NO_RECALL, recallStep } from './recall.ts'

/**
 * ↑ and ↓ go through what the user has said to agents of a project before, newest first, and back to what is being
 * written.
 *
 * @param show writes into the field
 */
export function useRecall(projectId: string, text: string, show: (text: string) => void) {
  const held = useRef(NO_RECALL)
  const loading = useRef(false)
  const latest = useRef(text)
  useLayoutEffect(() => {
    latest.current = text
  })

  const step = (by: 1 | -1): boolean => {
    const next = recallStep(held.current, by, latest.current)
    if (next === null) return held.current.back > 0
    held.current = next.recall
    show(next.text)
    return true
  }
  return {
    /** What is in the field now is being written. */
    end: () => {
      held.current = NO_RECALL
    },
    back: (): boolean => {
      if (held.current.back > 0) return step(1)
      if (loading.current) return true
      loading.current = true
      const before = latest.current
      client.projects
        .said({ id: projectId })
        .then(
          ({ items }) => {
            held.current = { ...NO_RECALL, said: items.map((one) => one.text) }
            // Whoever has gone on writing meanwhile keeps that.
            if (latest.current === before) step(1)
          },
          (error: unknown) => showProblem(error, t('What was said before could not be read')),
        )
        .finally(() => {
          loading.current = false
        })
      return true
    },
    forth: (): boolean => (held.current.back > 0 ? step(-1) : false),
  }
}
