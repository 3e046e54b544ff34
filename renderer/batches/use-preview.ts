import { useEffect, useState } from 'react'
import type { CreateBatch } from '#shared/batches.ts'
import type { BatchPreview } from '#shared/forecasts.ts'
import { type Problem, problemOf } from '../state/errors.ts'
import { client } from '../state/transport.ts'

/** Pause after the last change before the host is asked. */
const SETTLE_MS = 300

/** Pause after a refusal before the host is asked again: what was in the way may be gone. */
const AGAIN_MS = 3000

export type Previewed = {
  /** Of an earlier choice while `isLoading`. */
  preview: BatchPreview | null
  problem: Problem | null
  isLoading: boolean
}

/** What the host would make of a batch, asked again whenever something of it changes. @param input null = nothing */
export function usePreview(input: CreateBatch | null): Previewed {
  const key = input === null ? null : JSON.stringify(input)
  const [known, setKnown] = useState<Omit<Previewed, 'isLoading'> & { key: string | null }>({
    key: null,
    preview: null,
    problem: null,
  })
  useEffect(() => {
    if (key === null) return
    let isWanted = true
    const asked = JSON.parse(key) as CreateBatch
    const ask = () => {
      client.batches.preview(asked).then(
        (preview) => isWanted && setKnown({ key, preview, problem: null }),
        (error: unknown) => {
          if (!isWanted) return
          setKnown({ key, preview: null, problem: problemOf(error) })
          timer = setTimeout(ask, AGAIN_MS)
        },
      )
    }
    let timer = setTimeout(ask, SETTLE_MS)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [key])
  if (key === null) return { preview: null, problem: null, isLoading: false }
  const isLoading = known.key !== key
  // What was wrong with another choice says nothing of this one.
  return { preview: known.preview, problem: isLoading ? null : known.problem, isLoading }
}
