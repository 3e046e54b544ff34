import { useEffect, useRef } from 'react'
import { settleDictation } from './dictation/current.ts'

/**
 * ⌘↵ (Ctrl+Enter) while mounted: in a dialog, where the page's shortcuts do not reach. It is heard wherever the
 * focus is, also where a list has just closed and given it to nobody yet. Told what else was held.
 */
export function SubmitKey({
  onSubmit,
  enabled = true,
}: {
  onSubmit: (shift: boolean, alt: boolean) => void
  enabled?: boolean
}) {
  const latest = useRef(onSubmit)
  useEffect(() => {
    latest.current = onSubmit
  })
  useEffect(() => {
    if (!enabled) return
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey) || event.isComposing) return
      event.preventDefault()
      event.stopPropagation()
      settleDictation()
      latest.current(event.shiftKey, event.altKey)
    }
    window.addEventListener('keydown', onKey, true)
    return () => window.removeEventListener('keydown', onKey, true)
  }, [enabled])
  return null
}
