import { X } from 'lucide-react'
import { useCallback } from 'react'
import { filesOnlyIn } from '#shared/compare-candidates.ts'
import type { Run } from '#shared/runs.ts'
import { DiffView } from '../review/diff-view.tsx'
import { type DiffState, useDiff, useMovingDiff, workOf } from '../review/use-diff.ts'
import { useReviewNotes } from '../review/use-review-notes.ts'
import { client } from '../state/transport.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { Button, IconButton } from '../ui/button.tsx'

/** What differs from one candidate's work to another's, asked for again when either has moved. */
function useDifferences(contestId: string, { id: a, ...from }: Run, { id: b, ...to }: Run): DiffState {
  return useMovingDiff(
    `${workOf(from)} ${workOf(to)}`,
    useCallback(() => client.contests.diff({ id: contestId, a, b }), [contestId, a, b]),
  )
}

/** Two candidates beside each other. A pair for life (give it a key). */
export default function Differences({
  contestId,
  from,
  to,
  names,
  onClose,
}: {
  contestId: string
  from: Run
  to: Run
  names: ReadonlyMap<string, string>
  onClose: () => void
}) {
  const notes = useReviewNotes(null)
  const left = names.get(from.id) ?? t('one')
  const right = names.get(to.id) ?? t('the other')
  return (
    <section aria-label={t('What differs')} className="flex min-h-0 flex-1 flex-col pt-1.5">
      <header className="flex items-center gap-2 text-12">
        <h2 className="min-w-0 flex-1 truncate text-fg-2">
          {rich('What differs from <b>{left}</b> to <b>{right}</b>', {
            left,
            right,
            b: (text) => <span className="font-medium text-fg">{text}</span>,
          })}
        </h2>
        <IconButton size="s" label={t('Close the comparison')} onClick={onClose}>
          <X />
        </IconButton>
      </header>
      <OnlyTouched from={from} to={to} left={left} right={right} />
      <DiffView
        id={`${from.id} ${to.id}`}
        projectId={from.projectId}
        state={useDifferences(contestId, from, to)}
        base={left}
        styleKey="openlinear.compare-style"
        style="split"
        empty={t('Both did the same.')}
        notes={notes}
        canSendBack={false}
        onSendBack={() => undefined}
      />
    </section>
  )
}

/** Which files one of the two has changed and the other has not. */
function OnlyTouched({ from, to, left, right }: { from: Run; to: Run; left: string; right: string }) {
  const one = useDiff(from)
  const other = useDiff(to)
  if (one.diff === null || other.diff === null) {
    const error = one.error ?? other.error
    return (
      <p className="flex min-h-6 items-center gap-2 text-11 text-fg-3">
        {error === null ? t('Reading which files only one of them touches') : error}
        {error !== null && (
          <Button
            size="s"
            onClick={() => {
              one.reload()
              other.reload()
            }}
          >
            {t('Try again')}
          </Button>
        )}
      </p>
    )
  }
  const sides = [
    { name: left, files: filesOnlyIn(one.diff.files, [other.diff.files]) },
    { name: right, files: filesOnlyIn(other.diff.files, [one.diff.files]) },
  ].filter(({ files }) => files.length > 0)
  if (sides.length === 0) return null
  return (
    <ul className="grid text-11 leading-6 text-fg-3">
      {sides.map(({ name, files }) => (
        <li key={name} className="truncate" title={files.join('\n')}>
          {rich('Only {name} touches {files}', {
            name: <span className="text-fg-2">{name}</span>,
            files: <span className="font-mono text-fg-2">{files.join(', ')}</span>,
          })}
        </li>
      ))}
    </ul>
  )
}
