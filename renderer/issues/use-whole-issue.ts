import { useCallback } from 'react'
import type { RemoteIssue } from '#shared/issues.ts'
import type { Problem } from '../state/errors.ts'
import { client } from '../state/transport.ts'
import { useAsked } from '../state/use-asked.ts'
import { t } from '../strings/t.ts'

const GONE: Problem = {
  code: 'NOT_FOUND',
  message: t('It was deleted or moved meanwhile, or it is a pull request.'),
  details: null,
}

/** An issue with all that it says, as it is now. */
export function useWholeIssue(
  projectId: string,
  number: number,
): { issue: RemoteIssue | null; problem: Problem | null; again: () => void } {
  const ask = useCallback(() => client.issues.list({ projectId, q: `#${number}` }), [projectId, number])
  const { value: found, problem, again } = useAsked(ask)
  const issue = found?.items[0] ?? null
  return { issue, problem: found !== null && issue === null ? GONE : problem, again }
}
