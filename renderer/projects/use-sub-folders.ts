import { useEffect, useState } from 'react'
import type { SubFolders } from '#shared/system.ts'
import { problemOf } from '../state/errors.ts'
import { client } from '../state/transport.ts'

/** Milliseconds without a letter after which is asked. */
const REST_MS = 120

export type Found = SubFolders & {
  /** What was typed when it was asked. */
  of: string
  /** Why the folder cannot be looked into; null = it can, or there is none. */
  problem: string | null
}

/** Folders that go on with what is typed; those of before until the new ones are there. */
export function useSubFolders(typed: string, isOn: boolean): Found | null {
  const [found, setFound] = useState<Found | null>(null)
  useEffect(() => {
    if (!isOn) return
    let gone = false
    const ask = async () => {
      const next = await client.system.subFolders({ path: typed }).then(
        (answer) => ({ ...answer, problem: null }),
        (error: unknown) => {
          const { code, message } = problemOf(error)
          // What is not there (yet) is no problem while it is typed.
          return { items: [], isWhole: true, problem: code === 'NOT_READABLE' ? message : null }
        },
      )
      if (!gone) setFound({ ...next, of: typed })
    }
    const timer = setTimeout(() => void ask(), REST_MS)
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [typed, isOn])
  return isOn ? found : null
}
