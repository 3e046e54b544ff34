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
        s: 'h-5.5 px-2 text-11 coarse:h-8 [&_svg]:size-3',
        m: 'h-6.5 px-2.5 text-12 coarse:h-9 [&_svg]:size-3.5',
      },
      square: { true: 'px-0', false: '' },
    },
    compoundVariants: [
      { square: true, size: 's', class: 'w-5.5 coarse:w-8' },
      { square: true, size: 'm', class: 'w-6.5 coarse:w-9 [&_svg]:size-4' },
    ],
  },
)

export type ButtonVariant = 'primary' | 'default' | 'ghost' | 'danger'
export type ButtonSize = 's' | 'm'

export type ButtonProps = ComponentProps<'button'> & {
  variant?: ButtonVariant
  size?: ButtonSize
  /** Shown on the button; the handler is bound elsewhere (`useShortcut`). */
  keys?: string
  icon?: ReactNode
  /** Shows the ring and takes no press. */
  busy?: boolean
}

export function Button({
  variant = 'default',
  size = 'm',
  keys,
  icon,
  busy = false,
  className,
  children,
  disabled,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      // Switched off it would lose the focus, and whoever uses the keyboard the place.
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      disabled={disabled === true && !busy}
      data-variant={variant}
      className={cn(look({ variant, size, square: false }), className)}
      {...rest}
      onClick={busy ? refuse : onClick}
    >
      {busy ? (
        <Spinner className={variant === 'primary' ? 'border-on-accent/40 border-t-on-accent' : ''} />
      ) : (
        icon
      )}
      {children}
      {keys !== undefined && <Kbd keys={keys} tone={variant === 'primary' ? 'accent' : 'plain'} />}
    </button>
  )
}

/** A busy button sends no form either. */
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
}

export function IconButton({
  label,
  variant = 'ghost',
  size = 'm',
  keys,
  side,
  bare = false,
  className,
  ...rest
}: IconButtonProps) {
  const button = (
    <button
      type="button"
      aria-label={label}
      className={cn(look({ variant, size, square: true }), className)}
      {...rest}
    />
  )
  if (bare) return button
  return (
    <Tooltip
      label={label}
      {...(keys === undefined ? {} : { keys })}
      {...(side === undefined ? {} : { side })}
    >
      {button}
    </Tooltip>
  )
}
