import { CornerUpLeft, Eye, Pencil } from 'lucide-react'
import { useCallback, useLayoutEffect, useRef, useState } from 'react'
import type { Run } from '#shared/runs.ts'
import type { PromptPreview } from '#shared/steering.ts'
import type { Task } from '#shared/tasks.ts'
import type { WorkerChoice } from '#shared/worker.ts'
import { BY_DEFAULT, WorkerChips } from '../board/worker-chips.tsx'
import { UploadNote } from '../editor/upload-note.tsx'
import { useUploads } from '../editor/use-uploads.ts'
import { problemOf } from '../state/errors.ts'
import { runs } from '../state/stores.ts'
import { client } from '../state/transport.ts'
import { AttachButton, Composer, type ComposerHandle } from '../steering/composer.tsx'
import { PromptPreviewBox } from '../steering/prompt-preview.tsx'
import { draftOf, slashHint } from '../steering/said.ts'
import { choiceOf, useWorkerChoice } from '../steering/use-worker-choice.ts'
import { t } from '../strings/t.ts'
import { useTaskDraft } from '../task/use-task-draft.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { DialogFoot } from '../ui/dialog-foot.tsx'
import { toast } from '../ui/toast.ts'
import { composeNotes, notesToSend } from './review-notes.ts'
import type { ReviewNotes } from './use-review-notes.ts'

type SendBackDialogProps = {
  onOpenChange: (open: boolean) => void
  task: Task
  run: Run
  notes: ReviewNotes
  /** Words to begin with, such as those about a merge conflict. */
  prefill: string
  /** Sends it, where that is not a matter of the run alone; answers what goes on then. `choice` = who works then. */
  onSend?: (comments: string, choice: WorkerChoice) => Promise<string>
}

/** Says what should be different; the agent goes on in the same session and branch. */
export function SendBackDialog({ open, ...props }: SendBackDialogProps & { open: boolean }) {
  // What a dialog holds begins anew each time it opens.
  return open ? <OpenSendBackDialog {...props} /> : null
}

function OpenSendBackDialog({ onOpenChange, task, run, notes, prefill, onSend }: SendBackDialogProps) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const [preview, setPreview] = useState<PromptPreview | null>(null)
  const field = useRef<ComposerHandle>(null)
  const [draft, setDraft] = useTaskDraft(task.id, draftOf(run))
  const [worker, setWorker] = useWorkerChoice(task.id, draftOf(run))
  const isBegun = useRef(false)
  // What was typed before survives a closed dialog; a prefill stands beneath it.
  useLayoutEffect(() => {
    if (isBegun.current) return
    isBegun.current = true
    const typed = draft ?? ''
    if (!typed.includes(prefill)) setDraft([typed, prefill].filter((part) => part.trim() !== '').join('\n\n'))
  })
  const text = draft ?? ''
  const sent = notesToSend(notes)
  const remarks = composeNotes(sent)
  const whole = [text.trim(), remarks].filter((part) => part !== '').join('\n\n')
  const during = async (work: () => Promise<void>) => {
    setBusy(true)
    setError(null)
    try {
      await work()
    } catch (problem) {
      setError(problemOf(problem).message)
    } finally {
      setBusy(false)
    }
  }
  const choice = choiceOf(worker)
  const uploads = useUploads<'send'>(async () => {
    if (whole === '' || busy) return
    await during(async () => {
      const goesOn =
        onSend === undefined ? await sendBackRun(run.id, whole, choice) : await onSend(whole, choice)
      setDraft(null)
      setWorker(BY_DEFAULT)
      notes.clear()
      onOpenChange(false)
      toast.success(t('{identifier} is sent back', { identifier: task.identifier }), { description: goesOn })
    })
  })
  const look = () =>
    during(async () => {
      setPreview(await client.runs.previewSendBack({ id: run.id, comments: whole, ...choice }))
    })
  const write = useCallback(() => {
    setPreview(null)
    setTimeout(() => field.current?.focus('end'))
  }, [])
  const hint = slashHint(text)
  return (
    <Dialog
      open
      onOpenChange={(next) => {
        if (busy) return
        // One step back.
        if (preview !== null) write()
        else onOpenChange(next)
      }}
      title={t('Send {identifier} back', { identifier: task.identifier })}
      description={
        preview === null
          ? t('The agent goes on in the same session, branch and worktree, with your comments.')
          : t('What the agent is told, letter by letter.')
      }
      width={preview === null ? 560 : 680}
      footer={
        <DialogFoot
          label={t('Send back')}
          icon={<CornerUpLeft />}
          busy={busy || uploads.held !== null}
          disabled={whole === '' && uploads.count === 0}
          onSubmit={() => uploads.ask('send')}
          onCancel={() => onOpenChange(false)}
        >
          <Button
            variant="ghost"
            className="me-auto"
            icon={preview === null ? <Eye /> : <Pencil />}
            disabled={busy || uploads.count > 0 || whole === ''}
            onClick={() => (preview === null ? void look() : write())}
          >
            {preview === null ? t('Show the prompt') : t('Go on writing')}
          </Button>
        </DialogFoot>
      }
    >
      {preview !== null ? (
        <PromptPreviewBox preview={preview} />
      ) : (
        <>
          <Composer
            ref={field}
            autoFocus
            projectId={task.projectId}
            runId={run.id}
            label={t('Comments')}
            minRows={5}
            maxRows={14}
            placeholder={t('What should be different? @ names a file.')}
            value={text}
            readOnly={busy}
            onChange={(next) => {
              setDraft(next)
              setError(null)
            }}
            onUploading={uploads.onUploading}
          />
          <UploadNote uploads={uploads} className="mt-1.5" />
          <div className="mt-2 flex flex-wrap items-center gap-1.5">
            <AttachButton disabled={busy} onClick={() => field.current?.pickFiles()} />
            <WorkerChips
              projectId={task.projectId}
              value={worker}
              now={run}
              disabled={busy}
              onChange={setWorker}
            />
          </div>
          {hint !== null && (
            <p role="status" className="mt-2 text-12 text-fg-3">
              {hint}
            </p>
          )}
          {sent.length > 0 && (
            <section aria-label={t('Remarks on lines')} className="mt-3">
              <h3 className="mb-1.5 text-12 font-medium text-fg-2">
                {t('With {count, plural, one {# remark} other {# remarks}} from the changes', {
                  count: sent.length,
                })}
              </h3>
              <pre className="max-h-48 overflow-auto rounded-m border border-line bg-inset px-2.5 py-2 font-mono text-code leading-4.5 whitespace-pre-wrap text-fg-2">
                {remarks}
              </pre>
            </section>
          )}
        </>
      )}
      {error !== null && (
        <p role="alert" className="mt-2 text-12 text-bad">
          {error}
        </p>
      )}
    </Dialog>
  )
}

async function sendBackRun(id: string, comments: string, choice: WorkerChoice): Promise<string> {
  const next = await client.runs.sendBack({ id, comments, ...choice })
  runs.put([next])
  return t('Run {attempt} goes on with your comments.', { attempt: next.attempt })
}
