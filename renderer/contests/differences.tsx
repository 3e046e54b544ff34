import { X } from 'lucide-react'
import { useCallback } from 'react'
import type { Run } from '#shared/runs.ts'
import { DiffView } from '../review/changes.tsx'
import { type DiffState, useMovingDiff, workOf } from '../review/use-diff.ts'
import { useReviewNotes } from '../review/use-review-notes.ts'
import { client } from '../state/transport.ts'
import { IconButton } from '../ui/button.tsx'

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
  const left = names.get(from.id) ?? 'one'
  const right = names.get(to.id) ?? 'the other'
  return (
    <section aria-label="What differs" className="flex min-h-0 flex-1 flex-col pt-1.5">
      <header className="flex items-center gap-2 text-12">
        <h2 className="min-w-0 flex-1 truncate text-fg-2">
          What differs from <span className="font-medium text-fg">{left}</span> to{' '}
          <span className="font-medium text-fg">{right}</span>
        </h2>
        <IconButton size="s" label="Close the comparison" onClick={onClose}>
          <X />
        </IconButton>
      </header>
      <DiffView
        id={`${from.id} ${to.id}`}
        state={useDifferences(contestId, from, to)}
        base={left}
        styleKey="openlinear.compare-style"
        style="split"
        empty="Both did the same."
        notes={notes}
        canSendBack={false}
        onSendBack={() => undefined}
      />
    </section>
  )
}
