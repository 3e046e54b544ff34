import { useCallback, useRef, useState } from 'react'
import type { FailedCheck } from '#shared/pull-prompts.ts'
import type { PullCheck } from '#shared/publications.ts'
import { type Problem, problemOf } from '../state/errors.ts'
import { client } from '../state/transport.ts'

/** What GitHub has of checks that failed; both null until that is wanted, and while it is asked for. */
export type FailedChecks = {
  items: readonly FailedCheck[] | null
  problem: Problem | null
  /** Asks for all of them, unless that was done. */
  load: () => void
}

/** @param id of the publication */
export function useFailedChecks(id: string, checks: readonly PullCheck[]): FailedChecks {
  // One that ran again has another log.
  const of = `${id} ${checks.map(({ runId, name, state }) => (state === 'failed' ? `${runId} ${name}` : '')).join()}`
  const [known, setKnown] = useState<Omit<FailedChecks, 'load'> & { of: string }>({
    of: '',
    items: null,
    problem: null,
  })
  const asked = useRef('')
  const load = useCallback(() => {
    if (asked.current === of) return
    asked.current = of
    client.publications.failedChecks({ id }).then(
      ({ items }) => {
        if (asked.current === of) setKnown({ of, items, problem: null })
      },
      (error: unknown) => {
        // Others are asked for by now.
        if (asked.current !== of) return
        asked.current = ''
        setKnown({ of, items: null, problem: problemOf(error) })
      },
    )
  }, [id, of])
  return known.of === of ? { ...known, load } : { items: null, problem: null, load }
}
