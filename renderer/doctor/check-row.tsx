import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Check } from '#shared/doctor.ts'
import { t } from '../strings/t.ts'

const STATES: Record<Check['state'] | 'hint', { icon: ReactNode; word: string }> = {
  ok: { icon: <CircleCheck className="text-ok" />, word: t('All is well') },
  hint: { icon: <Info className="text-fg-3" />, word: t('Hint') },
  warning: { icon: <TriangleAlert className="text-wait" />, word: t('Warning') },
  problem: { icon: <CircleAlert className="text-bad" />, word: t('Problem') },
}

/** A check and what it found. */
export function CheckRow({
  check,
  children,
}: {
  check: Check
  /** Ways to mend it here. */
  children?: ReactNode
}) {
  const { icon, word } = STATES[check.state === 'ok' && check.fix !== null ? 'hint' : check.state]
  return (
    <li className="flex items-start gap-3 px-4 py-3">
      <span className="mt-px shrink-0 [&_svg]:size-4">
        {icon}
        <span className="sr-only">{word}: </span>
      </span>
      <div className="w-24 shrink-0 font-medium">{check.title}</div>
      <div className="min-w-0 flex-1 text-12 leading-[1.55] [overflow-wrap:anywhere]">
        <p className="text-fg-2">{check.detail}</p>
        {check.fix !== null && <p className="mt-1 text-fg">{withCode(check.fix)}</p>}
        {children}
      </div>
    </li>
  )
}

/** Names and commands, which the host marks with backticks, as code. */
const withCode = (text: string): ReactNode[] =>
  text.split('`').map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <code key={index} className="rounded-s bg-active px-1 py-px font-mono-11">
        {part}
      </code>
    ),
  )
