import type { ReactNode } from 'react'
import { BATCH_MODES, type BatchMode } from '#shared/batch-words.ts'
import { MODE_NAMES } from './words.ts'

const WORDS: Record<BatchMode, string> = {
  parallel: 'Several agents at once, each from the same start. Finished work is merged in a fixed order.',
  queue: 'One agent after the other. Each starts from the merged work of those before it.',
}

/** The way in which the tasks of a batch are done, each with a drawing of it. */
export function ModeChoice({ value, onChange }: { value: BatchMode; onChange: (mode: BatchMode) => void }) {
  return (
    <div role="radiogroup" aria-label="Mode" className="grid grid-cols-2 gap-2 max-[560px]:grid-cols-1">
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

const Drawing = ({ merges, children }: { merges: readonly number[]; children: ReactNode }) => (
  <svg aria-hidden viewBox="0 0 240 54" className="h-13.5 w-full [@media(max-height:760px)]:h-10">
    {children}
    <path d="M4 48H236" stroke="var(--line-strong)" strokeWidth="1.5" strokeLinecap="round" />
    {merges.map((x) => (
      <Merge key={x} x={x} />
    ))}
  </svg>
)

const DRAWINGS: Record<BatchMode, ReactNode> = {
  parallel: (
    <Drawing merges={[108, 152, 196]}>
      <Run x={8} y={2} width={88} />
      <Run x={8} y={16} width={132} />
      <Run x={8} y={30} width={70} />
      <path
        d="M98 6.5H102Q108 6.5 108 12.500V44M142 20.500H146Q152 20.500 152 26.500V44M80 34.500H190Q196 34.500 196 40.500V44"
        fill="none"
        stroke="var(--line-strong)"
        strokeWidth="1.5"
        strokeDasharray="2 3"
      />
    </Drawing>
  ),
  queue: (
    <Drawing merges={[72, 146, 220]}>
      <Run x={8} y={16} width={54} />
      <Run x={82} y={16} width={54} />
      <Run x={156} y={16} width={54} />
      <path
        d="M64 20.500H66Q72 20.500 72 26.500V44M138 20.500H140Q146 20.500 146 26.500V44M212 20.500H214Q220 20.500 220 26.500V44"
        fill="none"
        stroke="var(--line-strong)"
        strokeWidth="1.5"
        strokeDasharray="2 3"
      />
    </Drawing>
  ),
}
