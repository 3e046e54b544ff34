import { CircleCheck } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { t } from '../strings/t.ts'

/** A titled part of a pull request: what it comes to at the left, what can be done at the right. */
export function PanelPart({
  title,
  said,
  action,
  children,
}: {
  title: string
  said: ReactNode
  action?: ReactNode
  children?: ReactNode
}) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="border-t border-line py-2">
      <div className="flex min-h-6.5 flex-wrap items-center gap-x-2.5 gap-y-1 text-12">
        <h3 id={id} className="w-20 flex-none font-medium text-fg-2">
          {title}
        </h3>
        <span className="min-w-0 flex-1">{said}</span>
        {action}
      </div>
      {children !== undefined && (
        <div className="mt-1 grid grid-cols-[minmax(0,1fr)] empty:hidden">{children}</div>
      )}
    </section>
  )
}

/** Beside what was given to the agent. */
export const Addressed = () => (
  <span className="flex flex-none items-center gap-1 text-11 text-ok">
    <CircleCheck aria-hidden className="size-3" />
    {t('addressed')}
  </span>
)
