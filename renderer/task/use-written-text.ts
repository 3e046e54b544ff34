import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { merged } from '../editor/difference.ts'
import { saveWriting, recordWriting } from '../state/actions.ts'
import { useDraft } from './use-draft.ts'

/** So long nothing is written until what was written is saved, in milliseconds. */
const PAUSE_MS = 1500

/** What was written and not saved yet, on top of the text that it began with. */
interface Unsaved {
  base: string
  text: string
}

export interface WrittenText {
  /** What stands in the field. */
  text: string
  onChange: (text: string) => void
  onFocus: () => void
  /** Saves at once. */
  onBlur: () => void
  /** Why it is not saved; null = it is, or will be soon. */
  problem: string | null
  /** What somebody else has made of the same place meanwhile; nothing is saved until its reader has chosen. */
  theirs: string | null
  keepMine: () => void
  takeTheirs: () => void
}

/**
 * The description of a task as it is written in place: saved when its writer pauses or leaves, kept over reloads until
 * then. What others change meanwhile is brought in, or asked about where both have changed the same place.
 */
export function useWrittenText(taskId: string, saved: string): WrittenText {
  const [kept, keep] = useDraft(`draft-text:${taskId}`)
  const unsaved = readUnsaved(kept)
  const [problem, setProblem] = useState<string | null>(null)
  const [theirs, setTheirs] = useState<string | null>(null)
  const begun = useRef<string | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const isSending = useRef(false)
  const latest = useRef({ unsaved, saved, theirs })
  useLayoutEffect(() => {
    latest.current = { unsaved, saved, theirs }
  })

  const set = useCallback(
    (next: Unsaved | null) => {
      latest.current.unsaved = next
      keep(next === null ? null : JSON.stringify(next))
    },
    [keep],
  )

  const save = useCallback(async () => {
    clearTimeout(timer.current)
    const { unsaved: now, theirs: asked, saved: before } = latest.current
    if (now === null || asked !== null) return
    if (now.text === before) return set(null)
    // From here on what comes back with this text is our own.
    set({ base: now.text, text: now.text })
    isSending.current = true
    const refused = await saveWriting(taskId, { description: now.text })
    isSending.current = false
    const after = latest.current.unsaved
    if (refused !== null) {
      setProblem(refused.message)
      set({ base: before, text: after?.text ?? now.text })
      return
    }
    setProblem(null)
    if (after !== null && after.text === after.base) set(null)
  }, [taskId, set])

  // Somebody else, or this user elsewhere, has changed it.
  useEffect(() => {
    const now = latest.current.unsaved
    if (now === null || isSending.current || now.base === saved) return
    if (now.text === saved) {
      setTheirs(null)
      return set(null)
    }
    const both = merged(now.base, now.text, saved)
    if (both === null) setTheirs(saved)
    else {
      setTheirs(null)
      set({ base: saved, text: both })
    }
  }, [saved, set])

  useEffect(() => {
    const leave = () => {
      if (document.visibilityState === 'hidden') void save()
    }
    document.addEventListener('visibilitychange', leave)
    return () => {
      document.removeEventListener('visibilitychange', leave)
      void save()
    }
  }, [save])

  return {
    text: unsaved?.text ?? saved,
    onChange(text) {
      set({ base: unsaved?.base ?? saved, text })
      clearTimeout(timer.current)
      timer.current = setTimeout(() => void save(), PAUSE_MS)
    },
    onFocus() {
      begun.current = saved
    },
    onBlur() {
      const before = begun.current
      begun.current = null
      void save().then(() => {
        const after = latest.current
        if (before === null || after.unsaved !== null || after.saved === before) return
        recordWriting(taskId, { description: before }, { description: after.saved })
      })
    },
    problem,
    theirs,
    keepMine() {
      setTheirs(null)
      set({ base: saved, text: unsaved?.text ?? saved })
      latest.current.theirs = null
      void save()
    },
    takeTheirs() {
      setTheirs(null)
      setProblem(null)
      set(null)
    },
  }
}

function readUnsaved(kept: string | null): Unsaved | null {
  if (kept === null) return null
  try {
    const { base, text } = JSON.parse(kept) as Partial<Unsaved>
    return typeof base === 'string' && typeof text === 'string' ? { base, text } : null
  } catch {
    // Somebody else's, or cut short: nothing to go on with.
    return null
  }
}
