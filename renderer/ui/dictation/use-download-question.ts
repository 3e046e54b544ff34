import { useState } from 'react'
import { useStore } from 'zustand'
import { download, readiness } from './readiness.ts'

/**
 * Asks before the browser downloads a language pack, and tells how that goes, in the field where it was asked for.
 *
 * @param leave takes the focus from a button that goes
 */
export function useDownloadQuestion(leave: () => void) {
  const { status, download: outcome } = useStore(readiness)
  const [open, setOpen] = useState(false)
  const stage = !open ? null : (outcome ?? (status === 'downloading' ? 'downloading' : 'asked'))
  return {
    /** `done`, `failed`: what became of it. null = nothing is shown here. */
    stage,
    ask: () => {
      setOpen(true)
      // What is on its way need not be asked about; this waits for it.
      if (readiness.getState().status === 'downloading') download()
    },
    begin: () => {
      download()
      leave()
    },
    /** Asked again it shows how far it is. */
    hide: () => {
      setOpen(false)
      if (open) leave()
    },
  }
}

export type DownloadQuestion = ReturnType<typeof useDownloadQuestion>
