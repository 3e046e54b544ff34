import { Tooltip as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { keyText } from './kbd.tsx'

export const TooltipProvider = ({ children }: { children: ReactNode }) => (
  <Radix.Provider delayDuration={450} skipDelayDuration={300}>
    {children}
  </Radix.Provider>
)

/** A word on what lies under the pointer; null = none now. The child must take a ref and props. */
export function Tooltip({
  label,
  keys,
  side = 'bottom',
  children,
}: {
  label: ReactNode
  keys?: string
  side?: 'top' | 'right' | 'bottom' | 'left'
  children: ReactNode
}) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      {label !== null && (
        <Radix.Portal>
          <Radix.Content
            side={side}
            sideOffset={6}
            collisionPadding={8}
            className="enter z-60 flex max-w-80 items-center gap-2 rounded-m border border-line-strong bg-float px-2 py-1 text-12 text-fg shadow-float [overflow-wrap:anywhere]"
          >
            {label}
            {keys !== undefined && (
              <bdi dir="ltr" className="text-11 text-fg-3">
                {keyText(keys)}
              </bdi>
            )}
          </Radix.Content>
        </Radix.Portal>
      )}
    </Radix.Root>
  )
}
