import { GitMerge } from 'lucide-react'
import { useCallback, useRef, useState } from 'react'
import type { Batch } from '#shared/batches.ts'
import { refusalAhead, useMergeState } from '../review/merge-ahead.ts'
import { WayOutBox, wayOut } from '../review/way-out.tsx'
import { PlusMinus } from '../run/mini-diff.tsx'
import { type Problem, problemOf } from '../state/errors.ts'
import { client } from '../state/transport.ts'
import { t } from '../strings/t.ts'
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
  const onConflict = t(
    'Merge {baseBranch} into {branch} in a checkout of your own and resolve the conflict there. Then try again: what you commit on that branch comes along.',
    { baseBranch, branch },
  )
  // Who merges before the answer is there is answered by the merge.
  const { state, look } = useMergeState(
    useCallback(() => client.batches.mergeState({ id: batch.id }), [batch.id]),
  )
  const ahead = state === null ? null : refusalAhead(state, 'merge')
  const shown = refusal ?? ahead
  const lead = shown === null ? null : wayOut(shown, baseBranch, onConflict)
  const movesCheckout = lead?.act === 'move'
  /** The checkout could not be moved, and nobody has tried: it is looked at again first. */
  const mustLook = refusal === null && ahead?.code === 'CHECKOUT_DIRTY'
  const lookAgain = async () => {
    setBusy(true)
    await look()
    setBusy(false)
  }

  const merge = async (moveCheckout: boolean) => {
    if (busy) return
    if (mustLook) return lookAgain()
    setBusy(true)
    try {
      const { commit } = await client.batches.merge({ id: batch.id, moveCheckout })
      onClose()
      toast.success(
        t('{count, plural, one {# task} other {# tasks}} merged into {branch}', {
          count: counts.merged,
          branch: baseBranch,
        }),
        {
          description: commit.slice(0, 7),
        },
      )
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
      title={t('Merge {count, plural, one {# task} other {# tasks}} into {branch}', {
        count: counts.merged,
        branch: baseBranch,
      })}
      description={
        <>
          {branch} · <Size batch={batch} /> ·{' '}
          {batch.verified ? t('checked after every merge') : t('unverified: there was no check to run')}
        </>
      }
      footer={
        <DialogFoot
          label={
            lead === null
              ? t('Merge')
              : mustLook
                ? t('Look again')
                : movesCheckout
                  ? (lead.label ?? t('Merge'))
                  : t('Try again')
          }
          icon={<GitMerge />}
          busy={busy}
          submitRef={submit}
          onSubmit={() => merge(movesCheckout)}
          onCancel={onClose}
          beside={
            refusal !== null &&
            lead?.again === true &&
            lead.act !== 'send_back' && (
              <Button disabled={busy} onClick={() => void merge(false)}>
                {t('Try again')}
              </Button>
            )
          }
        />
      }
    >
      <p className="text-12 text-fg-2">
        {t('One merge commit brings the branch into {branch}, and the merged tasks are done.', {
          branch: baseBranch,
        })}
        {counts.total > counts.merged &&
          ` ${t('{count, plural, one {# task left out stays as it is.} other {# tasks left out stay as they are.}}', { count: counts.total - counts.merged })}`}
      </p>
      {lead !== null && <WayOutBox lead={lead} />}
    </Dialog>
  )
}

/** How much the merge brings. */
function Size({ batch }: { batch: Batch }) {
  const { diff, error } = useBatchDiff(batch)
  if (diff === null)
    return error === null ? t('counting its files') : t('its files could not be counted: {error}', { error })
  const sum = (of: 'additions' | 'deletions') => diff.files.reduce((all, file) => all + file[of], 0)
  return (
    <>
      {t('{files, plural, one {# file} other {# files}}', { files: diff.files.length })}{' '}
      <PlusMinus additions={sum('additions')} deletions={sum('deletions')} />
    </>
  )
}
