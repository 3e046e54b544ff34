import { type KeyboardEvent, useRef } from 'react'
import { cn } from './cn.ts'

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }

/** Picks one of two to four that stand side by side; arrow keys choose, as in any group of radio buttons. */
export function Segmented<T extends string>({
  label,
  value,
  options,
  onChange,
  className,
  describedBy,
}: {
  /** Name for screen readers. */
  label: string
  value: T
  options: readonly { id: T; label: string }[]
  onChange: (value: T) => void
  className?: string
  /** Id of what explains it. */
  describedBy?: string
}) {
  const group = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key]
    if (step === undefined) return
    event.preventDefault()
    const at = options.findIndex((option) => option.id === value)
    const next = (at + step + options.length) % options.length
    const option = options[next]
    if (option === undefined) return
    onChange(option.id)
    group.current?.querySelectorAll('button')[next]?.focus()
  }
  return (
    <div
      ref={group}
      role="radiogroup"
      aria-label={label}
      aria-describedby={describedBy}
      onKeyDown={onKeyDown}
      className={cn('inline-flex shrink-0 rounded-m border border-line-strong bg-raised p-px', className)}
    >
      {options.map((option) => {
        const isOn = option.id === value
        return (
          <button
            key={option.id}
            type="button"
            role="radio"
            aria-checked={isOn}
            tabIndex={isOn ? 0 : -1}
            onClick={() => onChange(option.id)}
            className={cn(
              'h-6 min-w-13 rounded-s px-2.5 text-12 transition-colors duration-(--fast) coarse:h-9',
              isOn ? 'bg-active font-medium text-fg' : 'text-fg-2 hover:text-fg',
            )}
          >
            {option.label}
          </button>
        )
      })}
    </div>
  )
}
