import { ChevronRight } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import type { PullCheck } from '#shared/publications.ts'
import { t } from '../strings/t.ts'
import { cn } from '../ui/cn.ts'
import { foundOf } from './found-check.ts'
import { CheckLink } from './check-link.tsx'
import { ProblemWords } from './problem-words.tsx'
import type { FailedChecks } from './use-failed-checks.ts'

/** A check that failed: opened, it shows what it found and the end of its log. */
export function FailedCheckRow({
  check,
  icon,
  failed,
}: {
  check: PullCheck
  icon: ReactNode
  failed: FailedChecks
}) {
  const { name, summary, url } = check
  const [isOpen, setIsOpen] = useState(false)
  const { load } = failed
  // Again once other checks have failed: what was read before is not about them.
  useEffect(() => {
    if (isOpen) load()
  }, [isOpen, load])
  return (
    <li>
      <div className="flex min-h-7 min-w-0 items-center gap-2 text-12">
        <button
          type="button"
          aria-expanded={isOpen}
          aria-label={t('Log of {name}', { name })}
          onClick={() => setIsOpen(!isOpen)}
          className="flex min-w-0 items-center gap-2 rounded-m text-start hover:text-fg [&_svg]:size-3.5 [&_svg]:flex-none"
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
        <CheckLink name={name} url={url} />
      </div>
      {isOpen && <Found check={check} failed={failed} />}
    </li>
  )
}

const BOX = 'mb-2 ms-5.5 overflow-hidden rounded-m border border-line bg-inset text-12'
const CODE = 'font-mono text-code leading-4.5'

/** A report begins with its title: what more it says, or all of it if that is nothing. */
const withoutTitle = (summary: string | null, title: string | null): string | null =>
  title !== null && summary?.startsWith(`${title}\n`) ? summary.slice(title.length).trim() : summary

/** What failed stands at the end of a log. Stable: it is scrolled once, not whenever it is drawn. */
const toEnd = (box: HTMLElement | null) => box?.scrollTo({ top: box.scrollHeight })

function Found({ check, failed: { items, problem } }: { check: PullCheck; failed: FailedChecks }) {
  const { name } = check
  const found = items === null ? undefined : foundOf(check, items)
  if (problem !== null)
    return (
      <p role="alert" className={cn(BOX, 'px-2.5 py-1.5 text-bad')}>
        <ProblemWords problem={problem} />
      </p>
    )
  if (items === null) return <p className={cn(BOX, 'px-2.5 py-1.5 text-fg-3')}>{t('Reading its log…')}</p>
  if (found === undefined)
    return (
      <p className={cn(BOX, 'px-2.5 py-1.5 text-fg-3')}>
        {t('Only the first checks that failed are read here. The others are told of at GitHub.')}
      </p>
    )
  const { annotations, log } = found
  const summary = withoutTitle(found.summary, check.summary)
  if (summary === null && annotations.length === 0 && log === null)
    return (
      <p className={cn(BOX, 'px-2.5 py-1.5 text-fg-3')}>
        {t('GitHub has no log of it any more, or lets the token see none.')}
      </p>
    )
  return (
    <div className={BOX}>
      {summary !== null && (
        <p className="px-2.5 py-1.5 break-words whitespace-pre-wrap text-fg-2">{summary}</p>
      )}
      {annotations.length > 0 && (
        <ul
          aria-label={t('Annotations of {name}', { name })}
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
          ref={toEnd}
          tabIndex={0}
          aria-label={t('End of the log of {name}', { name })}
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
