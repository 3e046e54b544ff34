import { Send } from 'lucide-react'
import { useRef, useState } from 'react'
import type { Contest } from '#shared/contests.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { Run } from '#shared/runs.ts'
import { UploadNote } from '../editor/upload-note.tsx'
import { useUploads } from '../editor/use-uploads.ts'
import { candidateNames } from '../state/candidate-names.ts'
import type { Problem } from '../state/errors.ts'
import { sayTo } from '../state/requests.ts'
import { AttachButton, Composer, type ComposerHandle } from '../steering/composer.tsx'
import { slashHint } from '../steering/said.ts'
import { t } from '../strings/t.ts'
import { useTaskDraft } from '../task/use-task-draft.ts'
import { Dialog } from '../ui/dialog.tsx'
import { DialogFoot } from '../ui/dialog-foot.tsx'
import { Notice } from '../ui/notice.tsx'
import { toast } from '../ui/toast.ts'

/** Says the same to every candidate that goes on. Those it did not reach are named, and only they are told again. */
export function MessageDialog({
  contest,
  candidates,
  onClose,
}: {
  contest: Contest
  candidates: readonly Run[]
  onClose: () => void
}) {
  const [draft, setDraft] = useTaskDraft(contest.taskId, 'say-all')
  const [busy, setBusy] = useState(false)
  const field = useRef<ComposerHandle>(null)
  const [reached, setReached] = useState<readonly string[]>([])
  const [failed, setFailed] = useState<readonly { name: string; problem: Problem }[]>([])
  const names = candidateNames(candidates)
  const nameOf = (run: Run) => names.get(run.id) ?? t('a candidate')
  const open = candidates.filter(({ status }) => !isTerminal(status))
  const left = open.filter(({ id }) => !reached.includes(id))
  const text = draft?.trim() ?? ''
  const hint = slashHint(text)

  const uploads = useUploads<'send'>(async () => {
    if (text === '' || left.length === 0 || busy) return
    setBusy(true)
    const said = await Promise.all(
      left.map(async (run) => ({ run, problem: await sayTo(run.id, text, false) })),
    )
    setBusy(false)
    const heard = said.flatMap(({ run, problem }) => (problem === null ? run.id : []))
    setReached([...reached, ...heard])
    const refused = said.flatMap(({ run, problem }) =>
      problem === null ? [] : { name: nameOf(run), problem },
    )
    setFailed(refused)
    if (refused.length > 0) return
    setDraft(null)
    onClose()
    toast.success(
      t('{count, plural, one {# candidate} other {# candidates}} will hear it', {
        count: reached.length + heard.length,
      }),
    )
  })
  return (
    <Dialog
      open
      onOpenChange={(next) => {
        if (!next && !busy) onClose()
      }}
      title={
        reached.length > 0
          ? t('Message the {count, plural, one {# candidate} other {# candidates}} left', {
              count: left.length,
            })
          : t('Message {count, plural, one {the candidate} other {all # candidates}} at work', {
              count: open.length,
            })
      }
      description={
        left.length === 0
          ? t('None of them goes on any more.')
          : t(
              '{count, plural, one {{names} hears it when its turn ends.} other {{names}: each hears it when its turn ends.}}',
              { count: left.length, names: left.map(nameOf).join(', ') },
            )
      }
      width={560}
      footer={
        <DialogFoot
          label={failed.length > 0 ? t('Send again') : t('Send')}
          icon={<Send />}
          busy={busy || uploads.held !== null}
          disabled={left.length === 0 || (text === '' && uploads.count === 0)}
          onSubmit={() => uploads.ask('send')}
          cancelLabel={reached.length > 0 ? t('Close') : t('Cancel')}
          onCancel={onClose}
        />
      }
    >
      {open[0] === undefined ? (
        <p className="text-12 text-fg-2">
          {text === '' ? t('There is nobody to tell it.') : t('What you have written is kept with the task.')}
        </p>
      ) : (
        <>
          <Composer
            ref={field}
            autoFocus
            projectId={contest.projectId}
            runId={open[0].id}
            label={t('Message to the candidates')}
            minRows={4}
            maxRows={14}
            placeholder={t(
              '{count, plural, one {What should it know?} other {The same words for each of them}}',
              { count: open.length },
            )}
            value={draft ?? ''}
            readOnly={busy}
            onChange={setDraft}
            onUploading={uploads.onUploading}
          />
          <UploadNote uploads={uploads} className="mt-1.5" />
          <div className="mt-2 flex items-center gap-2">
            <AttachButton disabled={busy} onClick={() => field.current?.pickFiles()} />
            {hint !== null && (
              <p role="status" className="text-12 text-fg-3">
                {hint}
              </p>
            )}
          </div>
        </>
      )}
      {failed.length > 0 && (
        <Notice tone="bad" live className="mt-3">
          <p>
            {reached.length > 0
              ? t('{count, plural, one {# candidate} other {# candidates}} did not get it, the others did:', {
                  count: failed.length,
                })
              : t('{count, plural, one {# candidate} other {# candidates}} did not get it:', {
                  count: failed.length,
                })}
          </p>
          <ul>
            {failed.map(({ name, problem }) => (
              <li key={name}>
                <span className="font-medium">{name}</span>: {problem.message}
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </Dialog>
  )
}
