import { useCallback, useEffect, useRef, useState } from 'react'
import type { Provider, SignIn, SignInMethod } from '#shared/providers.ts'
import { problemOf } from '../state/errors.ts'
import { putProvider } from '../state/providers.ts'
import { client } from '../state/transport.ts'

/**
 * How far a sign-in is.
 * - `inputs`: questions are asked first
 * - `starting`: the address is on its way
 * - `browser`: the user has the address; a code is wanted, or it comes back by itself
 * - `finishing`: the code was given
 */
export type SignInPhase =
  | { at: 'inputs' }
  | { at: 'starting' }
  | { at: 'browser'; signIn: SignIn; error: string | null }
  | { at: 'finishing'; signIn: SignIn }
  | { at: 'done'; provider: Provider }
  | { at: 'failed'; message: string }

/** Leads through one way of signing in. What is under way is cancelled when the caller goes away. */
export function useSignIn(
  providerId: string,
  method: SignInMethod,
): {
  phase: SignInPhase
  begin: (inputs: Record<string, string>) => void
  giveCode: (code: string) => void
  /** From the first question on, after a failure. */
  again: () => void
} {
  const asksFirst = method.inputs.length > 0
  const [phase, setPhase] = useState<SignInPhase>({ at: asksFirst ? 'inputs' : 'starting' })
  /** `attempt`: which one counts, answers of an earlier one come too late. `isOpen`: the host waits for its end. */
  const live = useRef({ attempt: 0, isOpen: false })

  const begin = useCallback(
    (inputs: Record<string, string>) => {
      const mine = ++live.current.attempt
      const current = () => live.current.attempt === mine
      const fail = (problem: unknown) => {
        if (current()) setPhase({ at: 'failed', message: problemOf(problem).message })
      }
      const run = async () => {
        setPhase({ at: 'starting' })
        live.current.isOpen = true
        const signIn = await client.providers.signIn({ id: providerId, method: method.index, inputs })
        if (!current()) return
        setPhase({ at: 'browser', signIn, error: null })
        if (signIn.mode !== 'auto') return
        const provider = await client.providers.completeSignIn({ id: providerId })
        putProvider(provider)
        live.current.isOpen = false
        if (current()) setPhase({ at: 'done', provider })
      }
      run().catch(fail)
    },
    [providerId, method.index],
  )

  const giveCode = (code: string) => {
    if (phase.at !== 'browser') return
    const { signIn } = phase
    const mine = live.current.attempt
    setPhase({ at: 'finishing', signIn })
    client.providers.completeSignIn({ id: providerId, code }).then(
      (provider) => {
        putProvider(provider)
        live.current.isOpen = false
        if (live.current.attempt === mine) setPhase({ at: 'done', provider })
      },
      (problem: unknown) => {
        if (live.current.attempt === mine)
          setPhase({ at: 'browser', signIn, error: problemOf(problem).message })
      },
    )
  }

  useEffect(() => {
    if (!asksFirst) begin({})
    const now = live.current
    return () => {
      now.attempt++
      if (!now.isOpen) return
      now.isOpen = false
      // The host lets it run out by itself if it does not hear this.
      client.providers.cancelSignIn({ id: providerId }).catch(() => undefined)
    }
  }, [asksFirst, begin, providerId])

  const again = () => {
    if (asksFirst) setPhase({ at: 'inputs' })
    else begin({})
  }

  return { phase, begin, giveCode, again }
}
