import { useState } from 'react'
import { CopyButton } from './copy-button.tsx'

/** More than this is drawn only on demand: a log must stay quick whatever a tool prints. */
const SHOWN = 20_000
const MOST = 400_000

// Terminal colours and cursor moves mean nothing here.
// oxlint-disable-next-line no-control-regex
const ANSI = /\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\r(?!\n)/g

/** What a tool or command printed: the end of it first, the whole on demand, copied in full. */
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
  const [all, setAll] = useState(false)
  const most = all ? MOST : SHOWN
  const cut = text.length - most
  const shown = (cut <= 0 ? text : from === 'end' ? text.slice(-most) : text.slice(0, most)).replace(ANSI, '')
  const more = cut > 0 && (
    <button
      type="button"
      disabled={all}
      onClick={() => setAll(true)}
      className="block px-2.5 py-1 font-sans text-11 text-fg-3 enabled:hover:text-fg"
    >
      {all
        ? `${Math.round(cut / 1000)} kB are left out here; Copy takes everything`
        : `Show ${Math.round(Math.min(cut, MOST - SHOWN) / 1000)} kB more`}
    </button>
  )
  return (
    <section aria-label={label} className="group/box relative rounded-m border border-line bg-inset">
      <div className="max-h-80 overflow-auto" tabIndex={-1}>
        {from === 'end' && more}
        <pre
          className={`px-2.5 py-1.5 font-mono text-code leading-4.5 whitespace-pre-wrap break-words ${
            tone === 'bad' ? 'text-bad' : 'text-fg-2'
          }`}
        >
          {shown}
        </pre>
        {from === 'start' && more}
      </div>
      <div className="absolute top-1 right-1 opacity-0 group-hover/box:opacity-100 focus-within:opacity-100">
        <CopyButton text={text} label={`Copy ${label.toLowerCase()}`} />
      </div>
    </section>
  )
}
