import { useEffect, useRef, useState } from 'react'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Kbd, keyWords } from '../ui/kbd.tsx'
import { isMac } from '../ui/platform.ts'
import { SEQUENCE_MS } from './dispatch.ts'
import { strokeOf } from './keymap.ts'

/** Most keys that are pressed one after the other. */
const MOST = 2

/** Listens for keys: one, or two with less than a second between. Escape leaves, Tab goes on. */
export function KeyRecorder({
  label,
  onRecorded,
  onLeave,
}: {
  label: string
  onRecorded: (keys: string) => void
  onLeave: () => void
}) {
  const [strokes, setStrokes] = useState<readonly string[]>([])
  const element = useRef<HTMLDivElement>(null)
  const latest = useRef(onRecorded)
  useEffect(() => {
    latest.current = onRecorded
  })
  useEffect(() => element.current?.focus(), [])
  useEffect(() => {
    if (strokes.length === 0) return
    const done = () => latest.current(strokes.join(' '))
    const timer = setTimeout(done, strokes.length === MOST ? 0 : SEQUENCE_MS)
    return () => clearTimeout(timer)
  }, [strokes])
  return (
    <div
      ref={element}
      role="group"
      aria-label={label}
      tabIndex={0}
      className="flex min-h-8 items-center gap-2 rounded-m border border-accent bg-accent-soft px-2.5 text-12 outline-none"
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget || event.key === 'Tab') return
        event.preventDefault()
        event.stopPropagation()
        if (event.key === 'Escape') return onLeave()
        const stroke = strokeOf(event.nativeEvent, isMac)
        if (stroke !== null && !event.repeat) setStrokes((before) => [...before, stroke].slice(-MOST))
      }}
    >
      <span role="status" className="min-w-0 flex-1">
        {strokes.length === 0 ? (
          t('Press the new keys')
        ) : (
          <>
            <span className="sr-only">{keyWords(strokes.join(' '))}</span>
            <Kbd keys={strokes.join(' ')} />
          </>
        )}
      </span>
      <Button size="s" variant="ghost" keys="escape" onClick={onLeave}>
        {t('Leave')}
      </Button>
    </div>
  )
}
