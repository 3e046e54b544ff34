import { cn } from './cn.ts'
import { radioKeys } from './radio-keys.ts'

/** Picks one of a few that stand side by side; arrow keys choose, as in any group of radio buttons. */
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
  return (
    <div
      role="radiogroup"
      aria-label={label}
      aria-describedby={describedBy}
      onKeyDown={radioKeys(
        options.map(({ id }) => id),
        value,
        onChange,
      )}
      className={cn(
        'inline-flex max-w-full shrink-0 flex-wrap rounded-m border border-line-strong bg-raised p-px',
        className,
      )}
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
              'h-[calc(var(--row)-var(--grid))] min-w-10 rounded-s px-2.5 text-12 transition-colors duration-(--fast) coarse:h-touch coarse:min-w-touch',
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
