import type { ReactNode } from 'react'
import { BATCH_MODES, type BatchMode } from '#shared/batch-words.ts'
import { t } from '../strings/t.ts'
import { MODE_NAMES } from './words.ts'

const WORDS: Record<BatchMode, string> = {
  parallel: t('Several agents at once, each from the same start. Their work is merged in a fixed order.'),
  queue: t('One agent after the other. Each starts from the merged work of those before it.'),
  combined: t('One agent does them all in one session, and reports on each. Its work is merged as a whole.'),
}

/** The way in which the tasks of a batch are done, each with a drawing of it. */
export function ModeChoice({ value, onChange }: { value: BatchMode; onChange: (mode: BatchMode) => void }) {
  return (
    <div role="radiogroup" aria-label={t('Mode')} className="grid grid-cols-3 gap-2 max-[560px]:grid-cols-1">
      {BATCH_MODES.map((mode) => (
        <label
          key={mode}
          className="grid cursor-default grid-rows-[auto_1fr] gap-2.5 rounded-m border border-line-strong bg-raised px-3 pt-3 pb-2.5 transition-colors duration-(--fast) hover:border-fg-3/50 has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-accent-fg"
        >
          <input
            type="radio"
            name="batch-mode"
            className="sr-only"
            checked={value === mode}
            onChange={() => onChange(mode)}
          />
          {DRAWINGS[mode]}
          <span>
            <span className="block font-medium">{MODE_NAMES[mode]}</span>
            <span className="mt-0.5 block text-12 text-fg-2">{WORDS[mode]}</span>
          </span>
        </label>
      ))}
    </div>
  )
}

/** A run in a lane. */
const Run = ({ x, y, width }: { x: number; y: number; width: number }) => (
  <g>
    <rect x={x} y={y} width={width} height="9" rx="2.5" fill="var(--run)" opacity="0.22" />
    <rect x={x} y={y} width="2" height="9" rx="1" fill="var(--run)" />
  </g>
)

/** A merge on the batch's branch. */
const Merge = ({ x }: { x: number }) => (
  <circle cx={x} cy="48" r="3.5" fill="var(--bg-raised)" stroke="var(--ok)" strokeWidth="2" />
)

/** The way of finished work to its merge. */
const Way = ({ d }: { d: string }) => (
  <path d={d} fill="none" stroke="var(--line-strong)" strokeWidth="1.5" strokeDasharray="2 3" />
)

const Drawing = ({ merges, children }: { merges: readonly number[]; children: ReactNode }) => (
  <svg aria-hidden viewBox="0 0 156 54" className="h-13.5 w-full [@media(max-height:760px)]:h-10">
    {children}
    <path d="M2 48H154" stroke="var(--line-strong)" strokeWidth="1.5" strokeLinecap="round" />
    {merges.map((x) => (
      <Merge key={x} x={x} />
    ))}
  </svg>
)

const DRAWINGS: Record<BatchMode, ReactNode> = {
  parallel: (
    <Drawing merges={[70, 102, 134]}>
      <Run x={4} y={2} width={54} />
      <Run x={4} y={16} width={86} />
      <Run x={4} y={30} width={40} />
      <Way d="M60 6.5H64Q70 6.5 70 12.500V44M92 20.500H96Q102 20.500 102 26.500V44M46 34.500H128Q134 34.500 134 40.500V44" />
    </Drawing>
  ),
  queue: (
    <Drawing merges={[47, 97, 147]}>
      <Run x={4} y={16} width={33} />
      <Run x={54} y={16} width={33} />
      <Run x={104} y={16} width={33} />
      <Way d="M39 20.500H41Q47 20.500 47 26.500V44M89 20.500H91Q97 20.500 97 26.500V44M139 20.500H141Q147 20.500 147 26.500V44" />
    </Drawing>
  ),
  combined: (
    <Drawing merges={[134]}>
      <Run x={4} y={16} width={118} />
      {[43, 83].map((x) => (
        <path key={x} d={`M${x} 16V25`} stroke="var(--run)" strokeWidth="1.5" opacity="0.55" />
      ))}
      <Way d="M124 20.500H128Q134 20.500 134 26.500V44" />
    </Drawing>
  ),
}
