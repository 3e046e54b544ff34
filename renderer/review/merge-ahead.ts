import { useCallback, useEffect, useState } from 'react'
import type { MergeState } from '#shared/review.ts'
import type { Problem } from '../state/errors.ts'

/** What a merge would be refused for as things stand, in the order in which it would be; null = nothing is known. */
export function refusalAhead(
  { checkout, canForward }: MergeState,
  strategy: 'merge' | 'ff',
): Pick<Problem, 'code' | 'message' | 'details'> | null {
  if (checkout !== null) {
    const { path, changes: files } = checkout
    if (files.length > 0) return { code: 'CHECKOUT_DIRTY', message: '', details: { path, files } }
  }
  if (strategy === 'ff' && !canForward) return { code: 'NOT_FAST_FORWARD', message: '', details: null }
  return checkout === null
    ? null
    : { code: 'BASE_CHECKED_OUT', message: '', details: { path: checkout.path } }
}

/**
 * How a merge would find the base branch, asked for before anybody merges, so that its dialog asks once.
 *
 * @param ask stays the same; what it throws the merge will say
 * @returns `state` null = not known (yet)
 */
export function useMergeState(ask: () => Promise<MergeState>): {
  state: MergeState | null
  look: () => Promise<void>
} {
  const [state, setState] = useState<MergeState | null>(null)
  useEffect(() => {
    let isOver = false
    ask().then(
      (found) => {
        if (!isOver) setState(found)
      },
      () => undefined,
    )
    return () => {
      isOver = true
    }
  }, [ask])
  const look = useCallback(async () => setState(await ask().catch(() => null)), [ask])
  return { state, look }
}
