import { GitMerge } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { nTasks } from '#shared/batch-news.ts'
import type { Batch } from '#shared/batches.ts'
import { WayOutBox, wayOut } from '../review/way-out.tsx'
import { PlusMinus } from '../run/mini-diff.tsx'
import { type Problem, problemOf } from '../state/errors.ts'
import { client } from '../state/transport.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { DialogFoot } from '../ui/dialog-foot.tsx'
import { toast } from '../ui/toast.ts'
import { useBatchDiff } from './use-batch-diff.ts'

/** Brings the branch of a batch into its base branch, and leads out of every reason why that can be refused. */
export function MergeBatchDialog({ batch, onClose }: { batch: Batch; onClose: () => void }) {
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Problem | null>(null)
  const submit = useRef<HTMLButtonElement>(null)
  const { baseBranch, branch, counts } = batch
  const onConflict = `Merge ${baseBranch} into ${branch} in a checkout of your own and resolve the conflict there. Then try again: what you commit on that branch comes along.`
  const lead = refusal === null ? null : wayOut(refusal, baseBranch, onConflict)
  const [tried, setTried] = useState(false)
  const [mayMove, setMayMove] = useState(false)
  const movesCheckout = lead?.act === 'move'
  /** Nobody has said yet that the checkout may be moved, and it could not be. */
  const isAhead = refusal?.code === 'CHECKOUT_DIRTY' && !mayMove

  // Who merges before the answer is there is answered by the merge.
  useEffect(() => {
    let isOver = false
    void refusalAhead(batch.id).then((found) => {
      if (!isOver) setRefusal((before) => before ?? found)
    })
    return () => {
      isOver = true
    }
  }, [batch.id])
  const lookAgain = async () => {
    setBusy(true)
    setRefusal(await refusalAhead(batch.id))
    setBusy(false)
  }

  const merge = async (moveCheckout: boolean) => {
    if (busy) return
    if (isAhead) return lookAgain()
    setBusy(true)
    setTried(true)
    setMayMove(moveCheckout)
    try {
      const { commit } = await client.batches.merge({ id: batch.id, moveCheckout })
      onClose()
      toast.success(`${nTasks(counts.merged)} merged into ${baseBranch}`, { description: commit.slice(0, 7) })
    } catch (problem) {
      setRefusal(problemOf(problem))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      initialFocus={submit}
      onOpenChange={(open) => {
        if (!open && !busy) onClose()
      }}
      title={`Merge ${nTasks(counts.merged)} into ${baseBranch}`}
      description={
        <>
          {branch} · <Size batch={batch} /> ·{' '}
          {batch.verified ? 'checked after every merge' : 'unverified: there was no check to run'}
        </>
      }
      footer={
        <DialogFoot
          label={
            lead === null
              ? 'Merge'
              : isAhead
                ? 'Look again'
                : movesCheckout
                  ? (lead.label ?? 'Merge')
                  : 'Try again'
          }
          icon={<GitMerge />}
          busy={busy}
          submitRef={submit}
          onSubmit={() => merge(movesCheckout)}
          onCancel={onClose}
          beside={
            lead?.again === true &&
            lead.act !== 'send_back' &&
            tried && (
              <Button disabled={busy} onClick={() => void merge(false)}>
                Try again
              </Button>
            )
          }
        />
      }
    >
      <p className="text-12 text-fg-2">
        One merge commit brings the branch into {baseBranch}, and the merged tasks are done.
        {counts.total > counts.merged &&
          ` ${nTasks(counts.total - counts.merged)} left out ${counts.total - counts.merged === 1 ? 'stays' : 'stay'} as ${counts.total - counts.merged === 1 ? 'it is' : 'they are'}.`}
      </p>
      {lead !== null && <WayOutBox lead={lead} />}
    </Dialog>
  )
}

/** What a merge would be refused for, as far as the user's checkout is in the way; nothing is merged for it. */
async function refusalAhead(id: string): Promise<Problem | null> {
  const ask = (moveCheckout: boolean) =>
    client.batches.merge({ id, moveCheckout, dryRun: true }).then(() => null, problemOf)
  const refusal = await ask(false)
  return refusal?.code === 'BASE_CHECKED_OUT' ? ((await ask(true)) ?? refusal) : refusal
}

/** How much the merge brings. */
function Size({ batch }: { batch: Batch }) {
  const { diff, error } = useBatchDiff(batch)
  if (diff === null) return error === null ? 'counting its files' : `its files could not be counted: ${error}`
  const sum = (of: 'additions' | 'deletions') => diff.files.reduce((all, file) => all + file[of], 0)
  return (
    <>
      {diff.files.length} {diff.files.length === 1 ? 'file' : 'files'}{' '}
      <PlusMinus additions={sum('additions')} deletions={sum('deletions')} />
    </>
  )
}
