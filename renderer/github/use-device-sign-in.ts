import { useCallback, useEffect, useRef, useState } from 'react'
import type { GithubAccount, GithubSignIn } from '#shared/github.ts'
import { type Problem, problemOf } from '../state/errors.ts'
import { client } from '../state/transport.ts'

/** How far a sign-in by a code is. */
export type DevicePhase =
  | { at: 'starting' }
  | { at: 'code'; signIn: GithubSignIn }
  | { at: 'done'; account: GithubAccount }
  | { at: 'failed'; problem: Problem }

/** Signs in at `host`, from the first moment on; null = not yet. Cancelled when the caller goes away. */
export function useDeviceSignIn(host: string | null): { phase: DevicePhase; again: () => void } {
  const [phase, setPhase] = useState<DevicePhase>({ at: 'starting' })
  /** `attempt`: which one counts, answers of an earlier one come too late. `isOpen`: the host waits for its end. */
  const live = useRef({ attempt: 0, isOpen: false })

  const begin = useCallback((at: string) => {
    const now = live.current
    const mine = ++now.attempt
    const isCurrent = () => now.attempt === mine
    const run = async () => {
      setPhase({ at: 'starting' })
      now.isOpen = true
      const signIn = await client.github.signIn({ host: at })
      if (!isCurrent()) return
      setPhase({ at: 'code', signIn })
      const account = await client.github.finishSignIn({ host: at })
      if (!isCurrent()) return
      now.isOpen = false
      setPhase({ at: 'done', account })
    }
    run().catch((problem: unknown) => {
      if (!isCurrent()) return
      now.isOpen = false
      setPhase({ at: 'failed', problem: problemOf(problem) })
    })
  }, [])

  useEffect(() => {
    if (host === null) return
    begin(host)
    const now = live.current
    return () => {
      now.attempt++
      if (!now.isOpen) return
      now.isOpen = false
      // The host lets it run out by itself if it does not hear this.
      client.github.cancelSignIn({ host }).catch(() => undefined)
    }
  }, [host, begin])

  const again = () => {
    if (host !== null) begin(host)
  }
  return { phase, again }
}
