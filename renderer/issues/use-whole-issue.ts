import { useCallback, useEffect, useState } from 'react'
import type { RemoteIssue } from '#shared/issues.ts'
import { type Problem, problemOf } from '../state/errors.ts'
import { client } from '../state/transport.ts'

const GONE: Problem = {
  code: 'NOT_FOUND',
  message: 'It was deleted or moved meanwhile, or it is a pull request.',
  details: null,
}

/** An issue with all that it says, as it is now. */
export function useWholeIssue(
  projectId: string,
  number: number,
): { issue: RemoteIssue | null; problem: Problem | null; again: () => void } {
  const [state, setState] = useState<{ issue: RemoteIssue | null; problem: Problem | null }>({
    issue: null,
    problem: null,
  })
  const [round, setRound] = useState(0)
  useEffect(() => {
    let isOver = false
    client.issues.list({ projectId, q: `#${number}` }).then(
      ({ items: [issue] }) => {
        if (!isOver) setState(issue === undefined ? { issue: null, problem: GONE } : { issue, problem: null })
      },
      (error: unknown) => {
        if (!isOver) setState({ issue: null, problem: problemOf(error) })
      },
    )
    return () => {
      isOver = true
    }
  }, [projectId, number, round])
  const again = useCallback(() => {
    setState({ issue: null, problem: null })
    setRound((count) => count + 1)
  }, [])
  return { ...state, again }
}
