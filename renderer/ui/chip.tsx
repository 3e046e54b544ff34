import { X } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { t } from '../strings/t.ts'
import { cn } from './cn.ts'
import { Dot } from './dot.tsx'

export type ChipTone = 'plain' | 'run' | 'wait' | 'review' | 'ok' | 'bad'

const TONES: Record<ChipTone, string> = {
  plain: 'border-line text-fg-2',
  run: 'border-run/35 text-run',
  wait: 'border-wait/35 bg-wait/10 text-wait',
  review: 'border-review/35 text-review',
  ok: 'border-ok/35 text-ok',
  bad: 'border-bad/35 bg-bad/8 text-bad',
}

export type ChipProps = Omit<ComponentProps<'span'>, 'color'> & {
  /** A dot of this CSS colour ahead of the text. */
  dot?: string
  icon?: ReactNode
  tone?: ChipTone
  /** With it the chip shows a cross. `removeLabel` names the cross. */
  onRemove?: () => void
  removeLabel?: string
}

export function Chip({
  dot,
  icon,
  tone = 'plain',
  onRemove,
  removeLabel,
  className,
  children,
  ...rest
}: ChipProps) {
  return (
    <span
      className={cn(
        'inline-flex h-5 max-w-full items-center gap-1.25 rounded-full border px-1.75 text-11 whitespace-nowrap [&_svg]:size-3 [&_svg]:shrink-0',
        TONES[tone],
        onRemove !== undefined && 'pe-0.5',
        className,
      )}
      {...rest}
    >
      {dot !== undefined && <Dot color={dot} />}
      {icon}
      <span dir="auto" className="truncate">
        {children}
      </span>
      {onRemove !== undefined && (
        <button
          type="button"
          aria-label={removeLabel ?? t('Remove')}
          onClick={onRemove}
          className="relative grid size-4 shrink-0 place-items-center rounded-full coarse:after:absolute coarse:after:-inset-2.5 text-fg-3 hover:bg-active hover:text-fg"
        >
          <X />
        </button>
      )}
    </span>
  )
}

/** A chip that is pressed, such as `+ Filter`. */
export function ChipButton({ className, children, ...rest }: ComponentProps<'button'>) {
  return (
    <button
      type="button"
      className={cn(
        'inline-flex h-5 shrink-0 items-center gap-1 rounded-full border border-line px-1.75 text-11 whitespace-nowrap text-fg-2 transition-colors duration-(--fast) hover:border-line-strong hover:bg-hover hover:text-fg data-[state=open]:bg-active data-[state=open]:text-fg coarse:h-touch [&_svg]:size-3',
        className,
      )}
      {...rest}
    >
      {children}
    </button>
  )
}
