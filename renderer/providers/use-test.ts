import { useState } from 'react'
import type { ProviderTest } from '#shared/providers.ts'
import { problemOf } from '../state/errors.ts'
import { client } from '../state/transport.ts'

/** A try of a provider with a short prompt, and what came of the last one. */
export function useTest(providerId: string): {
  result: ProviderTest | null
  busy: boolean
  /** Tries `key`, or what is set when there is none. */
  test: (key?: string) => Promise<void>
  forget: () => void
} {
  const [result, setResult] = useState<ProviderTest | null>(null)
  const [busy, setBusy] = useState(false)
  const test = async (key?: string) => {
    setBusy(true)
    setResult(null)
    try {
      setResult(await client.providers.test({ id: providerId, ...(key === undefined ? {} : { key }) }))
    } catch (problem) {
      setResult({ ok: false, model: null, message: problemOf(problem).message, ms: 0 })
    } finally {
      setBusy(false)
    }
  }
  return { result, busy, test, forget: () => setResult(null) }
}
