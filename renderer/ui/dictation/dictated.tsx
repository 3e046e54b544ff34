import { lazy, type ReactNode, Suspense, useRef } from 'react'
import { localRecognizer } from './recognition.ts'

/** Loaded where the browser may have local recognition at all. Without it one can write as ever. */
const Dictation = lazy(async () => {
  try {
    return { default: (await import('./dictation.tsx')).Dictation }
  } catch (error) {
    console.warn('Dictation could not be loaded', error)
    return { default: () => null }
  }
})

/** A text field that can be spoken into where the browser recognises speech on this machine; else the field as it is. */
export function Dictated({
  enabled,
  children,
}: {
  /** It can be written into at this moment. */
  enabled: boolean
  children: ReactNode
}) {
  const box = useRef<HTMLDivElement>(null)
  if (localRecognizer() === null) return children
  return (
    <div
      ref={box}
      className="group/dictated has-data-dictate:[&_:is(input,textarea)]:pe-8 has-data-dictate:[&_textarea]:block coarse:has-data-dictate:[&_:is(input,textarea)]:pe-11"
    >
      {children}
      <Suspense fallback={null}>
        <Dictation box={box} enabled={enabled} />
      </Suspense>
    </div>
  )
}
