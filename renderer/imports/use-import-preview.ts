import { useEffect, useState } from 'react'
import type { ImportPreview, ImportTasks } from '#shared/imports.ts'
import { type Problem, problemOf } from '../state/errors.ts'
import { client } from '../state/transport.ts'

/** Pause after the last change before the host is asked. */
const SETTLE_MS = 120

export type ImportPreviewed = {
  /** Of an earlier choice while `isLoading`. */
  preview: ImportPreview | null
  problem: Problem | null
  isLoading: boolean
}

/** What an import would make, asked again whenever something of it changes. @param input the same object as long as it is the same */
export function useImportPreview(input: ImportTasks | null): ImportPreviewed {
  const [known, setKnown] = useState<{ of: ImportTasks | null } & Omit<ImportPreviewed, 'isLoading'>>({
    of: null,
    preview: null,
    problem: null,
  })
  useEffect(() => {
    if (input === null) return
    let isWanted = true
    const timer = setTimeout(() => {
      client.imports.preview(input).then(
        (preview) => isWanted && setKnown({ of: input, preview, problem: null }),
        (error: unknown) => isWanted && setKnown({ of: input, preview: null, problem: problemOf(error) }),
      )
    }, SETTLE_MS)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [input])
  if (input === null) return { preview: null, problem: null, isLoading: false }
  const isLoading = known.of !== input
  const isSameText = known.of?.text === input.text && known.of.format === input.format
  return {
    preview: isSameText ? known.preview : null,
    problem: isLoading ? null : known.problem,
    isLoading,
  }
}
