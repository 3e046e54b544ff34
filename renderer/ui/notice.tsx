import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import { Children, type ReactNode } from 'react'
import { cn } from './cn.ts'
import { WithCode } from './with-code.tsx'

export type NoticeTone = 'plain' | 'ok' | 'wait' | 'bad'

const LOOKS: Record<NoticeTone, { box: string; icon: ReactNode }> = {
  plain: { box: 'border-line bg-inset text-fg-2', icon: <Info className="text-fg-3" /> },
  ok: { box: 'border-ok/30 bg-ok/8 text-fg', icon: <CircleCheck className="text-ok" /> },
  wait: { box: 'border-wait/30 bg-wait/8 text-fg', icon: <TriangleAlert className="text-wait" /> },
  bad: { box: 'border-bad/30 bg-bad/8 text-fg', icon: <CircleAlert className="text-bad" /> },
}

/** A few words that stand where they matter; what they mark as code is drawn as code. `live` has them read out when they appear. */
export function Notice({
  tone = 'plain',
  live = false,
  action,
  className,
  children,
}: {
  tone?: NoticeTone
  live?: boolean
  action?: ReactNode
  className?: string
  children: ReactNode
}) {
  const look = LOOKS[tone]
  return (
    <div
      role={live ? (tone === 'bad' ? 'alert' : 'status') : undefined}
      className={cn(
        'flex items-start gap-2.5 rounded-m border px-3 py-2 text-12 leading-[1.5] [&>svg]:mt-px [&>svg]:size-4 [&>svg]:shrink-0',
        look.box,
        className,
      )}
    >
      {look.icon}
      <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        {Children.map(children, (child) => (typeof child === 'string' ? <WithCode text={child} /> : child))}
      </div>
      {action}
    </div>
  )
}
