import { Check, Plus } from 'lucide-react'
import { useRef, useState } from 'react'
import { CANDIDATES } from '#shared/contest-words.ts'
import type { Contest } from '#shared/contests.ts'
import type { Run } from '#shared/runs.ts'
import { useCommand } from '../commands/use-command.ts'
import { cancelContest, useCandidates } from '../state/contests.ts'
import { useSettings } from '../state/hooks.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { StopIcon } from '../ui/icons/stop-icon.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { toast } from '../ui/toast.ts'
import { AddCandidateDialog } from './add-candidate-dialog.tsx'
import { TakeDialog } from './take-dialog.tsx'
import { canBeTaken, contestState, endWords, isUndecided } from './words.ts'

/** What can be done with an open contest, in the bar above its task. */
export function ContestButtons({
  contest,
  run,
}: {
  contest: Contest
  /** The candidate that is read right now; null = none, or all of them. */
  run: Run | null
}) {
  const candidates = useCandidates(contest)
  const retentionDays = useSettings()?.trashRetentionDays ?? 30
  const [dialog, setDialog] = useState<'add' | 'end' | 'take' | null>(null)
  const opener = useRef<Element | null>(null)
  const show = (next: typeof dialog) => {
    opener.current = document.activeElement
    setDialog(next)
  }
  const close = () => {
    setDialog(null)
    // A dialog gives the focus back to what opened it, and a key is nothing that could have it.
    setTimeout(() => {
      if (opener.current instanceof HTMLElement) opener.current.focus()
    })
  }
  const open = isUndecided(contest)
  const canAdd = open && contest.runIds.length < CANDIDATES.max
  const canTake = run !== null && run.contestId === contest.id && canBeTaken(contest, run)
  useCommand('contest.add', () => show('add'), { enabled: canAdd })
  useCommand('task.stop', () => show('end'), { enabled: open })
  useCommand('contest.take', () => show('take'), { enabled: canTake })
  if (!open)
    return (
      <span className="flex items-center gap-1.5 text-12 text-fg-2">
        <Spinner />
        {contestState(contest, candidates).word}
      </span>
    )
  return (
    <>
      <Button
        variant="ghost"
        icon={<Plus />}
        keys="contest.add"
        disabled={!canAdd}
        onClick={() => show('add')}
      >
        {t('Add a candidate')}
      </Button>
      <Button icon={<StopIcon />} keys="task.stop" onClick={() => show('end')}>
        {t('End')}
      </Button>
      {canTake && (
        <Button variant="primary" icon={<Check />} keys="contest.take" onClick={() => show('take')}>
          {t('Take this one')}
        </Button>
      )}
      {dialog === 'add' && <AddCandidateDialog contest={contest} last={candidates.at(-1)} onClose={close} />}
      {dialog === 'take' && run !== null && canTake && (
        <TakeDialog contest={contest} candidates={candidates} run={run} onClose={close} />
      )}
      <ConfirmDialog
        open={dialog === 'end'}
        onOpenChange={close}
        danger
        title={t('End it without taking one?')}
        description={endWords(candidates, retentionDays)}
        confirmLabel={t('End it')}
        cancelLabel={t('Let it go on')}
        onConfirm={async () => {
          const problem = await cancelContest(contest.id)
          if (problem !== null) toast.error(t('It was not ended'), { description: problem.message })
        }}
      />
    </>
  )
}
