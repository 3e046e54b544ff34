import { lazy, Suspense, use, useState } from 'react'
import { overwritten, withoutSequences } from '#shared/terminal-text.ts'
import { CopyButton } from './copy-button.tsx'
import { foldedText } from './folded-text.ts'
import { SoughtWords } from './sought-words.ts'

// Reads colours; most outputs have none.
const AnsiText = lazy(() => import('./ansi-text.tsx'))
const ESCAPE = '\u001B'

const says = (text: string, words: string) => text.toLowerCase().includes(words)

/** What a tool or command printed, in its colours: long ones folded, copied in full. */
export function OutputBox({
  label,
  text,
  tone = 'plain',
  from = 'start',
}: {
  label: string
  text: string
  tone?: 'plain' | 'bad'
  /** Which end matters when it is long. */
  from?: 'start' | 'end'
}) {
  const [isUnfolded, setUnfolded] = useState(false)
  const sought = use(SoughtWords)
  const written = overwritten(text)
  const folded = foldedText(written, from, isUnfolded)
  const isHeldBack = sought !== '' && folded.hidden > 0 && !says(folded.text, sought) && says(written, sought)
  const shown = isHeldBack ? foldedText(written, from, true) : folded
  const plain = withoutSequences(shown.text)
  const more = shown.hidden > 0 && (
    <button
      type="button"
      onClick={() => setUnfolded(true)}
      className="block w-full px-2.5 py-0.5 text-left text-11 text-fg-3 hover:bg-hover hover:text-fg"
    >
      Show {shown.hidden.toLocaleString()} {from === 'end' ? 'earlier' : 'more'}{' '}
      {shown.hidden === 1 ? 'line' : 'lines'}
    </button>
  )
  return (
    <section aria-label={label} className="group/box relative rounded-m border border-line bg-inset">
      {from === 'end' && more}
      <div data-scrolls className="max-h-96 overflow-auto" tabIndex={-1}>
        {shown.left > 0 && (
          <p className="px-2.5 py-0.5 text-11 text-fg-3">
            {Math.round(shown.left / 1000).toLocaleString()} kB are left out here; Copy takes everything
          </p>
        )}
        <pre
          className={`px-2.5 py-1.5 font-mono text-code leading-4.5 whitespace-pre-wrap break-words ${
            tone === 'bad' ? 'text-bad' : 'text-fg-2'
          }`}
        >
          {shown.text.includes(ESCAPE) ? (
            <Suspense fallback={plain}>
              <AnsiText text={shown.text} />
            </Suspense>
          ) : (
            plain
          )}
        </pre>
      </div>
      {from === 'start' && more}
      <div className="absolute top-1 right-1 opacity-0 group-hover/box:opacity-100 focus-within:opacity-100">
        <CopyButton text={withoutSequences(text)} label={`Copy ${label.toLowerCase()}`} />
      </div>
    </section>
  )
}
