import { cva } from 'class-variance-authority'
import type { ComponentProps, MouseEvent, ReactNode } from 'react'
import { cn } from './cn.ts'
import { Kbd } from './kbd.tsx'
import { Spinner } from './spinner.tsx'
import { Tooltip } from './tooltip.tsx'

const look = cva(
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-m border font-medium whitespace-nowrap select-none transition-colors duration-(--fast) disabled:pointer-events-none disabled:opacity-50 aria-disabled:opacity-50 aria-busy:pointer-events-none [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        primary: 'border-transparent bg-accent text-on-accent hover:bg-accent-hover',
        default:
          'border-line-strong bg-raised text-fg hover:bg-hover active:bg-active aria-expanded:bg-active data-[state=open]:bg-active',
        ghost:
          'border-transparent text-fg-2 hover:bg-hover hover:text-fg active:bg-active aria-expanded:bg-active data-[state=open]:bg-active data-[state=open]:text-fg',
        danger: 'border-transparent bg-bad/12 text-bad hover:bg-bad/20',
      },
      size: {
        s: 'h-control-s px-2 text-11 coarse:h-touch [&_svg]:size-3',
        m: 'h-control px-2.5 text-12 coarse:h-touch [&_svg]:size-3.5',
      },
      square: { true: 'px-0', false: '' },
    },
    compoundVariants: [
      { square: true, size: 's', class: 'w-control-s coarse:w-touch' },
      { square: true, size: 'm', class: 'w-control coarse:w-touch [&_svg]:size-4' },
    ],
  },
)

export type ButtonVariant = 'primary' | 'default' | 'ghost' | 'danger'
export type ButtonSize = 's' | 'm'

export type ButtonProps = ComponentProps<'button'> & {
  variant?: ButtonVariant
  size?: ButtonSize
  /** Shown on the button; the handler is bound elsewhere (`useCommand`). */
  keys?: string
  icon?: ReactNode
  /** Shows the ring and takes no press. */
  busy?: boolean
  /**
   * Why it is switched off, shown where it is pointed at or reached by keys: it keeps its place among them. Give null
   * while it is not, so that the button stays the same one.
   */
  reason?: ReactNode
}

export function Button({
  variant = 'default',
  size = 'm',
  keys,
  icon,
  busy = false,
  className,
  children,
  disabled = false,
  reason,
  onClick,
  ...rest
}: ButtonProps) {
  const isExplained = disabled && !busy && hasWords(reason)
  const isRefused = busy || isExplained
  const button = (
    <button
      type="button"
      // Switched off it would lose the focus, and whoever uses the keyboard the place.
      aria-busy={busy || undefined}
      aria-disabled={isRefused || undefined}
      disabled={disabled && !isRefused}
      data-variant={variant}
      className={cn(look({ variant, size, square: false }), className)}
      {...rest}
      onClick={isRefused ? refuse : onClick}
    >
      {busy ? (
        <Spinner className={variant === 'primary' ? 'border-on-accent/40 border-t-on-accent' : ''} />
      ) : (
        icon
      )}
      {/* Beside an icon they can be left out where there is no room, see `app.css`. */}
      {icon === undefined ? (
        children
      ) : (
        <span data-word className="contents">
          {children}
        </span>
      )}
      {keys !== undefined && <Kbd keys={keys} tone={variant === 'primary' ? 'accent' : 'plain'} />}
    </button>
  )
  return reason === undefined ? button : <Tooltip label={isExplained ? reason : null}>{button}</Tooltip>
}

const hasWords = (reason: ReactNode) => reason !== undefined && reason !== null && reason !== ''

/** A button that takes no press sends no form either. */
const refuse = (event: MouseEvent) => {
  event.preventDefault()
  event.stopPropagation()
}

export type IconButtonProps = Omit<ComponentProps<'button'>, 'aria-label'> & {
  /** Name for screen readers, and the tooltip. */
  label: string
  variant?: ButtonVariant
  size?: ButtonSize
  keys?: string
  side?: 'top' | 'right' | 'bottom' | 'left'
  /** Leave the tooltip out, where the button opens something that explains itself. */
  bare?: boolean
  /** Why it is switched off: stands in the tooltip, under the name. */
  reason?: ReactNode
}

export function IconButton({
  label,
  variant = 'ghost',
  size = 'm',
  keys,
  side,
  bare = false,
  disabled = false,
  reason,
  className,
  onClick,
  ...rest
}: IconButtonProps) {
  const isExplained = disabled && hasWords(reason)
  const button = (
    <button
      type="button"
      aria-label={label}
      aria-disabled={isExplained || undefined}
      disabled={disabled && !isExplained}
      className={cn(look({ variant, size, square: true }), className)}
      {...rest}
      onClick={isExplained ? refuse : onClick}
    />
  )
  if (bare && reason === undefined) return button
  return (
    <Tooltip
      label={
        isExplained ? (
          <span>
            {label}
            <span className="block text-fg-2">{reason}</span>
          </span>
        ) : bare ? null : (
          label
        )
      }
      {...(keys === undefined ? {} : { keys })}
      {...(side === undefined ? {} : { side })}
    >
      {button}
    </Tooltip>
  )
}
