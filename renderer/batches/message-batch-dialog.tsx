import { Send } from 'lucide-react'
import { useState } from 'react'
import type { Batch } from '#shared/batches.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { Run } from '#shared/runs.ts'
import { isSameWorker } from '#shared/worker.ts'
import { BY_DEFAULT, WorkerChips } from '../board/worker-chips.tsx'
import { useUploads } from '../editor/use-uploads.ts'
import { messageBatch, useRunsOfBatch } from '../state/batches.ts'
import type { Problem } from '../state/errors.ts'
import { MessageFields } from '../steering/message-fields.tsx'
import { choiceOf, useWorkerChoice } from '../steering/use-worker-choice.ts'
import { t } from '../strings/t.ts'
import { useTaskDraft } from '../task/use-task-draft.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { DialogFoot } from '../ui/dialog-foot.tsx'
import { toast } from '../ui/toast.ts'

/** Says the same to every agent of a batch that goes on, and has another worker go on with all of it where one is chosen. */
export function MessageBatchDialog({ batch, onClose }: { batch: Batch; onClose: () => void }) {
  const open = useRunsOfBatch(batch.id).filter(({ status }) => !isTerminal(status))
  // Kept with a task of it, as every draft: it goes when that does.
  const [draftsOf] = useState(batch.tasks[0]?.taskId ?? batch.id)
  const what = `say-batch.${batch.id}`
  const [draft, setDraft] = useTaskDraft(draftsOf, what)
  const [worker, setWorker] = useWorkerChoice(draftsOf, what)
  const [busy, setBusy] = useState<'send' | 'now' | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const text = draft?.trim() ?? ''
  const isAnyAtWork = open.some(({ status }) => status === 'running')

  const uploads = useUploads<'send' | 'now'>(async (how) => {
    if (text === '' || open.length === 0 || busy !== null) return
    setBusy(how)
    setProblem(null)
    const heard = await messageBatch(batch.id, text, how === 'now', choiceOf(worker))
    setBusy(null)
    if (typeof heard !== 'number') return setProblem(heard)
    setDraft(null)
    setWorker(BY_DEFAULT)
    onClose()
    toast.success(t('{count, plural, one {# agent} other {# agents}} will hear it', { count: heard }))
  })
  const doing = busy ?? uploads.held
  const canSend = open.length > 0 && doing === null && (text !== '' || uploads.count > 0)
  return (
    <Dialog
      open
      onOpenChange={(next) => {
        if (!next && busy === null) onClose()
      }}
      title={t('Message {count, plural, one {the agent} other {all # agents}} of the batch', {
        count: open.length,
      })}
      description={aboutWords(batch, open)}
      width={560}
      footer={
        <DialogFoot
          label={t('Send')}
          icon={<Send />}
          busy={doing === 'send'}
          disabled={!canSend && doing === null}
          onSubmit={() => uploads.ask('send')}
          onCancel={onClose}
          beside={
            isAnyAtWork && (
              <Button
                busy={doing === 'now'}
                disabled={!canSend}
                title={t('Ends what the agents at work are doing and says it at once')}
                onClick={() => uploads.ask('now')}
              >
                {t('Interrupt and send')}
              </Button>
            )
          }
        />
      }
    >
      <MessageFields
        projectId={batch.projectId}
        label={t('Message to the agents')}
        count={open.length}
        text={draft ?? ''}
        busy={busy !== null}
        uploads={uploads}
        onChange={(next) => {
          setDraft(next)
          setProblem(null)
        }}
      >
        <WorkerChips
          projectId={batch.projectId}
          value={worker}
          now={workerOf(open)}
          disabled={busy !== null}
          onChange={(next) => {
            setWorker(next)
            setProblem(null)
          }}
        />
      </MessageFields>
      {problem !== null && (
        <p role="alert" className="mt-2 text-12 text-bad">
          {problem.message}
        </p>
      )}
    </Dialog>
  )
}

/** Who works in these runs. */
function workerOf([first, ...others]: readonly Run[]): Run | 'several' {
  return first !== undefined && others.every((run) => isSameWorker(first, run)) ? first : 'several'
}

/** Who hears it, and who does not. */
function aboutWords({ counts }: Batch, open: readonly Run[]): string {
  if (open.length === 0) return t('No agent of it goes on any more.')
  const hears = t(
    '{count, plural, one {It hears it when its turn ends.} other {Each hears it when its turn ends.}}',
    { count: open.length },
  )
  const unbegun = counts.queued
  if (unbegun === 0) return hears
  return `${hears} ${t('{count, plural, one {# task that has not begun does not.} other {# tasks that have not begun do not.}}', { count: unbegun })}`
}
