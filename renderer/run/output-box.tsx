import { lazy, Suspense, use, useState } from 'react'
import { overwritten, withoutSequences } from '#shared/terminal-text.ts'
import { t } from '../strings/t.ts'
import { CopyButton } from './copy-button.tsx'
import { foldedText } from './folded-text.ts'
import { SoughtWords } from './sought-words.ts'

// Reads colours; most outputs have none.
const AnsiText = lazy(() => import('./ansi-text.tsx'))
const ESCAPE = '\u001B'

/** What a box holds: its name, and that of the button that copies it. */
const NAMES = {
  prompt: { name: t('Prompt'), copy: t('Copy prompt') },
  command: { name: t('Command'), copy: t('Copy command') },
  input: { name: t('Input'), copy: t('Copy input') },
  output: { name: t('Output'), copy: t('Copy output') },
  error: { name: t('Error'), copy: t('Copy error') },
  details: { name: t('Details'), copy: t('Copy details') },
  written: { name: t('What the command wrote'), copy: t('Copy what the command wrote') },
  'final-check': { name: t('What the final check wrote'), copy: t('Copy what the final check wrote') },
}

const says = (text: string, words: string) => text.toLowerCase().includes(words)

/** What a tool or command printed, in its colours: long ones folded, copied in full. */
export function OutputBox({
  what,
  text,
  tone = 'plain',
  from = 'start',
}: {
  what: keyof typeof NAMES
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
      className="block w-full px-2.5 py-0.5 text-start text-11 text-fg-3 hover:bg-hover hover:text-fg"
    >
      {from === 'end'
        ? t('Show {count, plural, one {# earlier line} other {# earlier lines}}', { count: shown.hidden })
        : t('Show {count, plural, one {# more line} other {# more lines}}', { count: shown.hidden })}
    </button>
  )
  return (
    <section
      aria-label={NAMES[what].name}
      className="group/box relative rounded-m border border-line bg-inset"
    >
      {from === 'end' && more}
      <div data-scrolls className="max-h-96 overflow-auto" tabIndex={-1}>
        {shown.left > 0 && (
          <p className="px-2.5 py-0.5 text-11 text-fg-3">
            {t('{kilobytes, number} kB are left out here; Copy takes everything', {
              kilobytes: Math.round(shown.left / 1000),
            })}
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
      <div className="absolute top-1 end-1 opacity-0 group-hover/box:opacity-100 focus-within:opacity-100">
        <CopyButton text={withoutSequences(text)} label={NAMES[what].copy} />
      </div>
    </section>
  )
}
