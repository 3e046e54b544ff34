import { useEffect } from 'react'

/** Tells the frame of a request whether its keys act, so that the hints on its buttons say so. */
export function useKeyHints(on: boolean, tell: (on: boolean) => void): void {
  useEffect(() => tell(on), [on, tell])
}
