import { GitMerge } from 'lucide-react'
import { useRef, useState } from 'react'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { PlusMinus } from '../run/mini-diff.tsx'
import { client } from '../state/transport.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { DialogFoot } from '../ui/dialog-foot.tsx'
import { RadioCards } from '../ui/radio-cards.tsx'
import { toast } from '../ui/toast.ts'
import { type Problem, problemOf } from '../state/errors.ts'
import { conflictComment, filesOf } from './conflicts.ts'
import { WayOutBox, wayOut } from './way-out.tsx'

type Strategy = 'merge' | 'ff'

const STRATEGIES: { id: Strategy; name: string; hint: string }[] = [
  { id: 'merge', name: 'Merge commit', hint: 'Keeps the run’s commits together under one merge commit.' },
  {
    id: 'ff',
    name: 'Fast-forward',
    hint: 'Moves the base branch onto the run’s commits; no commit is added.',
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
  const base = run.baseBranch ?? 'the base branch'

  const merge = async (how: { strategy: Strategy; moveCheckout?: boolean }) => {
    setBusy(true)
    try {
      const { commit } = await client.runs.merge({
        id: run.id,
        strategy: how.strategy,
        moveCheckout: how.moveCheckout ?? false,
      })
      onOpenChange(false)
      toast.success(`${task.identifier} is merged into ${base}`, { description: commit.slice(0, 7) })
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
  const lead =
    refusal === null
      ? null
      : wayOut(refusal, base, 'Send the run back and the agent resolves the conflict on its branch.')
  const act = () => {
    if (lead?.act === 'move') return merge({ strategy, moveCheckout: true })
    if (lead?.act === 'merge_commit') {
      setStrategy('merge')
      return merge({ strategy: 'merge' })
    }
    if (lead?.act === 'send_back' && refusal) {
      onOpenChange(false)
      onSendBack(conflictComment(base, filesOf(refusal)))
      return Promise.resolve()
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
      title={`Merge ${task.identifier} into ${base}`}
      description={
        <>
          {run.branch} · {run.changes && <PlusMinus {...run.changes} />}
          {run.checkPassed === true && ' · checks passed'}
          {run.checkPassed === false && <span className="text-bad"> · checks failed</span>}
        </>
      }
      footer={
        <DialogFoot
          label={lead?.label ?? (strategy === 'ff' ? 'Fast-forward' : 'Merge')}
          icon={<GitMerge />}
          busy={busy}
          submitRef={submit}
          onSubmit={act}
          onCancel={() => onOpenChange(false)}
          beside={
            lead !== null &&
            lead.act !== null &&
            lead.again && (
              <Button disabled={busy} onClick={() => void merge({ strategy })}>
                Try again
              </Button>
            )
          }
        />
      }
    >
      <RadioCards
        label="How to merge"
        options={STRATEGIES}
        value={strategy}
        disabled={busy}
        onChange={choose}
      />
      {lead !== null && <WayOutBox lead={lead} />}
    </Dialog>
  )
}
