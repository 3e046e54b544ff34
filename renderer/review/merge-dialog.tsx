import { GitMerge } from 'lucide-react'
import { useCallback, useRef, useState } from 'react'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { PlusMinus } from '../run/mini-diff.tsx'
import { client } from '../state/transport.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { DialogFoot } from '../ui/dialog-foot.tsx'
import { RadioCards } from '../ui/radio-cards.tsx'
import { toast } from '../ui/toast.ts'
import { type Problem, problemOf } from '../state/errors.ts'
import { conflictComment, filesOf } from './conflicts.ts'
import { refusalAhead, useMergeState } from './merge-ahead.ts'
import { WayOutBox, wayOut } from './way-out.tsx'

type Strategy = 'merge' | 'ff'

const STRATEGIES: { id: Strategy; name: string; hint: string }[] = [
  {
    id: 'merge',
    name: t('Merge commit'),
    hint: t('Keeps the run’s commits together under one merge commit.'),
  },
  {
    id: 'ff',
    name: t('Fast-forward'),
    hint: t('Moves the base branch onto the run’s commits; no commit is added.'),
  },
]

type MergeDialogProps = {
  onOpenChange: (open: boolean) => void
  task: Task
  run: Run
  /** Opens the send-back box with this comment. */
  onSendBack: (comment: string) => void
}

/** Takes a run's work into its base branch, and leads out of every reason why that can be refused. */
export function MergeDialog({ open, ...props }: MergeDialogProps & { open: boolean }) {
  // What a dialog holds begins anew each time it opens.
  return open ? <OpenMergeDialog {...props} /> : null
}

function OpenMergeDialog({ onOpenChange, task, run, onSendBack }: MergeDialogProps) {
  const [strategy, setStrategy] = useState<Strategy>('merge')
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Problem | null>(null)
  const submit = useRef<HTMLButtonElement>(null)
  const base = run.baseBranch ?? t('the base branch')

  const merge = async (how: { strategy: Strategy; moveCheckout?: boolean }) => {
    setBusy(true)
    try {
      const { commit } = await client.runs.merge({
        id: run.id,
        strategy: how.strategy,
        moveCheckout: how.moveCheckout ?? false,
      })
      onOpenChange(false)
      toast.success(t('{identifier} is merged into {base}', { identifier: task.identifier, base }), {
        description: commit.slice(0, 7),
      })
    } catch (problem) {
      setRefusal(problemOf(problem))
    } finally {
      setBusy(false)
    }
  }
  const choose = (next: Strategy) => {
    setStrategy(next)
    setRefusal(null)
  }
  const { state, look } = useMergeState(useCallback(() => client.runs.mergeState({ id: run.id }), [run.id]))
  const ahead = state === null ? null : refusalAhead(state, strategy)
  /** The checkout could not be moved, and nobody has tried: it is looked at again first. */
  const mustLook = refusal === null && ahead?.code === 'CHECKOUT_DIRTY'
  const shown = refusal ?? ahead
  const lead =
    shown === null
      ? null
      : wayOut(shown, base, t('Send the run back and the agent resolves the conflict on its branch.'))
  const act = async () => {
    if (mustLook) {
      setBusy(true)
      await look()
      return setBusy(false)
    }
    if (lead?.act === 'move') return merge({ strategy, moveCheckout: true })
    if (lead?.act === 'merge_commit') {
      setStrategy('merge')
      return merge({ strategy: 'merge' })
    }
    if (lead?.act === 'send_back' && refusal) {
      onOpenChange(false)
      onSendBack(conflictComment(base, filesOf(refusal)))
      return
    }
    return merge({ strategy })
  }
  return (
    <Dialog
      open
      initialFocus={submit}
      onOpenChange={(next) => {
        if (!busy) onOpenChange(next)
      }}
      title={t('Merge {identifier} into {base}', { identifier: task.identifier, base })}
      description={
        <>
          {run.branch} · {run.changes && <PlusMinus {...run.changes} />}
          {run.checkPassed === true && <> · {t('checks passed')}</>}
          {run.checkPassed === false && <span className="text-bad"> · {t('checks failed')}</span>}
        </>
      }
      footer={
        <DialogFoot
          label={
            mustLook ? t('Look again') : (lead?.label ?? (strategy === 'ff' ? t('Fast-forward') : t('Merge')))
          }
          icon={<GitMerge />}
          busy={busy}
          submitRef={submit}
          onSubmit={act}
          onCancel={() => onOpenChange(false)}
          beside={
            refusal !== null &&
            lead !== null &&
            lead.act !== null &&
            lead.again && (
              <Button disabled={busy} onClick={() => void merge({ strategy })}>
                {t('Try again')}
              </Button>
            )
          }
        />
      }
    >
      <RadioCards
        label={t('How to merge')}
        options={STRATEGIES}
        value={strategy}
        disabled={busy}
        onChange={choose}
      />
      {lead !== null && <WayOutBox lead={lead} />}
    </Dialog>
  )
}
