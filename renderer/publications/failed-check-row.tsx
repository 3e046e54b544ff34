import { ChevronRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { PullCheck } from '#shared/publications.ts'
import { cn } from '../ui/cn.ts'
import { OutsideLink } from './outside-link.tsx'
import { ProblemWords } from './problem-words.tsx'
import type { FailedChecks } from './use-failed-checks.ts'

/** A check that failed: opened, it shows what it found and the end of its log. */
export function FailedCheckRow({
  check: { name, summary, url },
  icon,
  failed,
}: {
  check: PullCheck
  icon: ReactNode
  failed: FailedChecks
}) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <li>
      <div className="flex min-h-7 min-w-0 items-center gap-2 text-12">
        <button
          type="button"
          aria-expanded={isOpen}
          aria-label={`Log of ${name}`}
          onClick={() => {
            if (!isOpen) failed.load()
            setIsOpen(!isOpen)
          }}
          className="flex min-w-0 items-center gap-2 rounded-m text-left hover:text-fg [&_svg]:size-3.5 [&_svg]:flex-none"
        >
          {icon}
          <span className="max-w-60 flex-none truncate">{name}</span>
          {summary !== null && (
            <span title={summary} className="min-w-0 truncate text-fg-3">
              {summary}
            </span>
          )}
          <ChevronRight
            aria-hidden
            className={cn('text-fg-3 transition-transform duration-(--fast)', isOpen && 'rotate-90')}
          />
        </button>
        {url !== null && (
          <OutsideLink href={url} label={`See ${name} at GitHub`} className="ml-auto text-11 text-fg-3">
            Details
          </OutsideLink>
        )}
      </div>
      {isOpen && <Found name={name} failed={failed} />}
    </li>
  )
}

const BOX = 'mb-2 ml-5.5 overflow-hidden rounded-m border border-line bg-inset text-12'
const CODE = 'font-mono text-[11.5px] leading-[18px]'

function Found({ name, failed: { items, problem } }: { name: string; failed: FailedChecks }) {
  const found = items?.find((one) => one.name === name)
  if (problem !== null)
    return (
      <p role="alert" className={cn(BOX, 'px-2.5 py-1.5 text-bad')}>
        <ProblemWords problem={problem} />
      </p>
    )
  if (items === null) return <p className={cn(BOX, 'px-2.5 py-1.5 text-fg-3')}>Reading its log…</p>
  const { summary = null, annotations = [], log = null } = found ?? {}
  if (summary === null && annotations.length === 0 && log === null)
    return (
      <p className={cn(BOX, 'px-2.5 py-1.5 text-fg-3')}>
        GitHub has no log of it any more, or lets the token see none.
      </p>
    )
  return (
    <div className={BOX}>
      {summary !== null && (
        <p className="px-2.5 py-1.5 break-words whitespace-pre-wrap text-fg-2">{summary}</p>
      )}
      {annotations.length > 0 && (
        <ul
          aria-label={`Annotations of ${name}`}
          className={cn(CODE, 'border-t border-line px-2.5 py-1.5 first:border-t-0')}
        >
          {[...new Set(annotations)].map((one) => (
            <li key={one} className="break-words text-bad">
              {one}
            </li>
          ))}
        </ul>
      )}
      {log !== null && (
        <pre
          // What failed stands at the end of it.
          ref={(box) => box?.scrollTo({ top: box.scrollHeight })}
          tabIndex={0}
          aria-label={`End of the log of ${name}`}
          className={cn(
            CODE,
            'max-h-80 overflow-auto border-t border-line px-2.5 py-1.5 whitespace-pre first:border-t-0',
          )}
        >
          {log}
        </pre>
      )}
    </div>
  )
}
