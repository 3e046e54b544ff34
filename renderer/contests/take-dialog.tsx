import type { Contest } from '#shared/contests.ts'
import { candidateNames } from '../state/candidate-names.ts'
import type { Run } from '#shared/runs.ts'
import { takeCandidate } from '../state/contests.ts'
import { useSettings } from '../state/hooks.ts'
import { t } from '../strings/t.ts'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { toast } from '../ui/toast.ts'
import { takeWords } from './words.ts'

/** Asks once before a candidate is made the run of its task, and the others go. */
export function TakeDialog({
  contest,
  candidates,
  run,
  onClose,
}: {
  contest: Contest
  candidates: readonly Run[]
  run: Run
  onClose: () => void
}) {
  const retentionDays = useSettings()?.trashRetentionDays ?? 30
  const name = candidateNames(candidates).get(run.id) ?? t('this candidate')
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={t('Take {name}?', { name })}
      description={takeWords(run, candidates, retentionDays)}
      confirmLabel={t('Take this one')}
      submitKey
      onConfirm={async () => {
        const problem = await takeCandidate(contest.id, run.id)
        if (problem !== null)
          toast.error(t('{name} was not taken', { name }), { description: problem.message })
      }}
    />
  )
}
