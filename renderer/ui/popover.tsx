import { Popover as Radix } from 'radix-ui'
import { type ReactNode, type RefObject, useRef, useState } from 'react'
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
  const button = useRef<HTMLButtonElement>(null)
  return (
    <Radix.Root
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange === undefined ? {} : { onOpenChange })}
    >
      <Radix.Trigger asChild ref={button}>
        {trigger}
      </Radix.Trigger>
      <Radix.Portal>
        <Panel
          button={button}
          label={label}
          side={side}
          align={align}
          className={className}
          onCloseAutoFocus={onCloseAutoFocus}
        >
          {children}
        </Panel>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** Is there while it is open. */
function Panel({
  button,
  label,
  side,
  align,
  className,
  onCloseAutoFocus,
  children,
}: Pick<PopoverProps, 'label' | 'side' | 'align' | 'children'> & {
  button: RefObject<HTMLElement | null>
  className: string | undefined
  onCloseAutoFocus: PopoverProps['onCloseAutoFocus'] | undefined
}) {
  const [room] = useState(() => roomOf(button.current))
  return (
    <Radix.Content
      aria-label={label}
      {...(side === undefined ? {} : { side })}
      {...(align === undefined ? {} : { align })}
      sideOffset={5}
      collisionPadding={8}
      collisionBoundary={room}
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
  )
}

/** A dialog narrower than that is left sideways by what is wider. */
const NARROW = 520

/** Sideways a panel stays within its dialog; up and down it has the whole window. Empty = nothing but the window holds it. */
function roomOf(button: HTMLElement | null): Element[] {
  const dialog = button?.closest('[role="dialog"]')?.getBoundingClientRect()
  if (dialog === undefined || dialog.width < NARROW) return []
  const room = new DOMRect(dialog.x, 0, dialog.width, window.innerHeight)
  // Floating UI takes a rectangle wherever it takes an element.
  return [room as unknown as Element]
}
