import { memo, useMemo } from 'react'
import { ansiSpans } from './ansi-spans.ts'

/** Text in the colours that a program gave it. */
export default memo(function AnsiText({ text }: { text: string }) {
  const spans = useMemo(() => ansiSpans(text), [text])
  return spans.map(({ text: words, look }, index) =>
    look === '' ? (
      words
    ) : (
      <span key={index} className={look}>
        {words}
      </span>
    ),
  )
})
