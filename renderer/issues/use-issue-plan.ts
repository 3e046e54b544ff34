import { useCallback, useEffect, useState } from 'react'
import type { IssuePlan } from '#shared/issues.ts'
import { type Problem, problemOf } from '../state/errors.ts'
import { client } from '../state/transport.ts'

/** What a sync of a project would write now, asked for once. */
export function useIssuePlan(projectId: string): {
  plan: IssuePlan | null
  problem: Problem | null
  again: () => void
} {
  const [state, setState] = useState<{ plan: IssuePlan | null; problem: Problem | null }>({
    plan: null,
    problem: null,
  })
  const [round, setRound] = useState(0)
  useEffect(() => {
    let isOver = false
    client.issues.plan({ projectId }).then(
      (plan) => {
        if (!isOver) setState({ plan, problem: null })
      },
      (error: unknown) => {
        if (!isOver) setState({ plan: null, problem: problemOf(error) })
      },
    )
    return () => {
      isOver = true
    }
  }, [projectId, round])
  const again = useCallback(() => {
    setState({ plan: null, problem: null })
    setRound((count) => count + 1)
  }, [])
  return { plan: state.plan, problem: state.problem, again }
}
