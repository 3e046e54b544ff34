import { useState } from 'react'
import type { GithubAccount } from '#shared/github.ts'
import { problemOf } from '../state/errors.ts'
import { t } from '../strings/t.ts'
import { toast } from '../ui/toast.ts'

/** Adds an account with a token from elsewhere; `error` says why the last try did not. */
export function useAdding(onAdded: () => void) {
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const add = async (call: () => Promise<GithubAccount>) => {
    if (busy) return
    setBusy(true)
    setError(null)
    try {
      const { login } = await call()
      toast.success(t('{login} is added', { login }))
      onAdded()
    } catch (problem) {
      setError(problemOf(problem).message)
      setBusy(false)
    }
  }
  return { add, busy, error, forget: () => setError(null) }
}
