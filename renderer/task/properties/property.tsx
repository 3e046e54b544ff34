import type { ComponentProps, ReactNode } from 'react'
import { cn } from '../../ui/cn.ts'

/** A row of the properties: its name, and its value. */
export function Property({
  name,
  children,
  error,
}: {
  name: string
  children: ReactNode
  error?: string | null
}) {
  return (
    <div className="grid auto-rows-[minmax(var(--row),auto)] grid-cols-[calc(84px*var(--scale))_minmax(0,1fr)] content-start items-center text-12">
      <dt className="self-start pt-1.25 text-fg-3">{name}</dt>
      <dd className="min-w-0">
        {children}
        {error && (
          <p role="alert" className="py-1 text-11 text-bad">
            {error}
          </p>
        )}
      </dd>
    </div>
  )
}

/** A value that is pressed to be changed. */
export function ValueButton({ className, ...rest }: ComponentProps<'button'>) {
  return (
    <button
      type="button"
      className={cn(
        '-ms-1.5 flex min-h-6 max-w-[calc(100%+1.5*var(--grid))] min-w-0 items-center gap-1.5 rounded-s px-1.5 text-start text-fg transition-colors duration-(--fast) hover:bg-hover data-[state=open]:bg-active coarse:min-h-9',
        className,
      )}
      {...rest}
    />
  )
}

/** Stands for “not set” in a list of choices. */
export const NONE = '-'

/** A value that is not set. */
export const Unset = ({ children }: { children: ReactNode }) => <span className="text-fg-3">{children}</span>
