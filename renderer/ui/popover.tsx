import { Popover as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { cn } from './cn.ts'

export type PopoverProps = {
  /** A button; it is given the needed props. */
  trigger: ReactNode
  /** Name of the panel for screen readers. */
  label: string
  open?: boolean
  onOpenChange?: (open: boolean) => void
  side?: 'top' | 'right' | 'bottom' | 'left'
  align?: 'start' | 'center' | 'end'
  className?: string
  /** When the trigger is about to get the focus back; `preventDefault` has it stay where it is put. */
  onCloseAutoFocus?: (event: Event) => void
  children: ReactNode
}

export function Popover({
  trigger,
  label,
  open,
  onOpenChange,
  side = 'bottom',
  align = 'start',
  className,
  onCloseAutoFocus,
  children,
}: PopoverProps) {
  return (
    <Radix.Root
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange === undefined ? {} : { onOpenChange })}
    >
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          side={side}
          align={align}
          sideOffset={5}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            onCloseAutoFocus?.(event)
            // The next panel may be open by now: its focus taken away, it would close.
            if (document.activeElement !== document.body) event.preventDefault()
          }}
          className={cn(
            'enter z-50 max-h-(--radix-popover-content-available-height) overflow-y-auto rounded-l border border-line-strong bg-float shadow-float outline-none',
            className,
          )}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
