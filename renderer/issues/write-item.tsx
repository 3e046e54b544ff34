import { Link } from '@tanstack/react-router'
import { ArrowDownToLine, ArrowUpFromLine, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { replacedBy, type WriteSubject } from '#shared/issue-words.ts'
import type { IssueChange, IssueWrite } from '#shared/issues.ts'
import { restoreWrite } from '../state/issues.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Ago } from '../ui/time.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { ChangedText } from './changed-text.tsx'
import { shownValue } from './words.ts'
import { hadNoneWords, overwrittenWords, takeBackLabel, writeWords } from './write-words.ts'

/** One line of the log. `withTask`: of which task it is, where it stands among others. */
export function WriteItem({ write, withTask }: { write: IssueWrite; withTask: boolean }) {
  const { at, direction, subject, status, problem, from, lost, identifier, number } = write
  const Arrow = direction === 'to_github' ? ArrowUpFromLine : ArrowDownToLine
  const { who, did } = writeWords(write)
  return (
    <li className="grid grid-cols-[calc(16px*var(--scale))_minmax(0,1fr)] gap-x-2.5 border-b border-line py-2.5 text-12 last:border-0">
      <Tooltip
        label={direction === 'to_github' ? t('Written to GitHub') : t('Written to the task')}
        side="left"
      >
        <span className="pt-0.5 text-fg-3">
          <Arrow aria-hidden className="size-3.5" />
        </span>
      </Tooltip>
      <div className="min-w-0">
        <p className="flex flex-wrap items-baseline gap-x-1.5 text-fg-2">
          <span>
            {rich('<b>{who}</b> {did}', {
              who,
              did,
              b: (name) => <span className="font-medium text-fg">{name}</span>,
            })}
          </span>
          {withTask && (
            <Link
              to="/task/$identifier"
              params={{ identifier }}
              className="rounded-s text-accent-fg hover:underline"
            >
              {identifier}
            </Link>
          )}
          {/* 0: it was never made. */}
          {withTask && number > 0 && <span className="text-fg-3 tabular-nums">#{number}</span>}
          <Ago at={at} className="ms-auto flex-none ps-2 text-11 text-fg-3" />
        </p>
        {status === 'begun' && (
          <p className="mt-0.5 text-run">{t('On its way: GitHub has not answered yet.')}</p>
        )}
        {status === 'failed' && <p className="mt-0.5 text-bad">{problem ?? t('It was not written.')}</p>}
        <ChangedValue change={write} />
        {lost !== null && (
          <div className="mt-1.5 flex items-start gap-2 rounded-m border border-line bg-inset px-2.5 py-1.5">
            <div className="min-w-0 flex-1 text-fg-3">
              {overwrittenWords(direction)}
              {lost !== from && <Overwritten subject={subject} text={shownValue(subject, lost)} />}
            </div>
            <TakeBack write={write} />
          </div>
        )}
        {lost === null && <TakeBack write={write} isAlone />}
      </div>
    </li>
  )
}

/** Gets back what a write has replaced, once. `isAlone`: nothing is told beside it. */
function TakeBack({ write, isAlone = false }: { write: IssueWrite; isAlone?: boolean }) {
  const { id, subject, restored } = write
  const [busy, setBusy] = useState(false)
  // The log is read again only once something is written.
  const [isBack, setBack] = useState(false)
  const value = replacedBy(write)
  if (restored || isBack) return <p className="flex-none text-11 text-fg-3">{t('Taken back')}</p>
  if (value === null) return null
  return (
    <Button
      size="s"
      icon={<Undo2 />}
      busy={busy}
      {...(isAlone ? { variant: 'ghost' as const, className: '-ms-2 mt-0.5' } : {})}
      aria-label={takeBackLabel(subject, shownValue(subject, value).slice(0, 60))}
      onClick={() => {
        setBusy(true)
        void restoreWrite(id)
          .then(setBack)
          .finally(() => setBusy(false))
      }}
    >
      {t('Take back')}
    </Button>
  )
}

const Overwritten = ({ subject, text }: { subject: WriteSubject; text: string }) =>
  text === '' ? (
    <span className="block">{hadNoneWords(subject)}</span>
  ) : (
    <span title={text} className="line-clamp-4 whitespace-pre-wrap text-fg-2 [overflow-wrap:anywhere]">
      {text}
    </span>
  )

/** From what to what. */
export function ChangedValue({ change }: { change: Pick<IssueChange, 'subject' | 'from' | 'to'> }) {
  const { subject, from, to } = change
  if (subject === 'link' || subject === 'issue') return null
  const before = shownValue(subject, from)
  const after = shownValue(subject, to)
  if (before === '' && after === '') return null
  if (subject === 'state')
    return (
      <p className="mt-0.5 text-fg-2">
        {before !== '' && <span className="text-fg-3">{before} → </span>}
        {after}
      </p>
    )
  return (
    <div className="mt-0.5">
      <ChangedText from={before} to={after} />
    </div>
  )
}
