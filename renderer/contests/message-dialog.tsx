import { Send } from 'lucide-react'
import { useRef, useState } from 'react'
import type { Contest } from '#shared/contests.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { Run } from '#shared/runs.ts'
import { candidateNames } from '../state/candidate-names.ts'
import type { Problem } from '../state/errors.ts'
import { sayTo } from '../state/requests.ts'
import { AttachButton, Composer, type ComposerHandle } from '../steering/composer.tsx'
import { slashHint } from '../steering/said.ts'
import { useTaskDraft } from '../task/use-task-draft.ts'
import { Dialog } from '../ui/dialog.tsx'
import { DialogFoot } from '../ui/dialog-foot.tsx'
import { Notice } from '../ui/notice.tsx'
import { toast } from '../ui/toast.ts'
import { nCandidates } from './words.ts'

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
  const [uploading, setUploading] = useState(0)
  const field = useRef<ComposerHandle>(null)
  const [reached, setReached] = useState<readonly string[]>([])
  const [failed, setFailed] = useState<readonly { name: string; problem: Problem }[]>([])
  const names = candidateNames(candidates)
  const nameOf = (run: Run) => names.get(run.id) ?? 'a candidate'
  const open = candidates.filter(({ status }) => !isTerminal(status))
  const left = open.filter(({ id }) => !reached.includes(id))
  const text = draft?.trim() ?? ''
  const hint = slashHint(text)
  const canSend = text !== '' && left.length > 0 && !busy && uploading === 0

  const send = async () => {
    if (!canSend) return
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
    toast.success(`${nCandidates(reached.length + heard.length)} will hear it`)
  }
  return (
    <Dialog
      open
      onOpenChange={(next) => {
        if (!next && !busy) onClose()
      }}
      title={
        reached.length > 0
          ? `Message the ${nCandidates(left.length)} left`
          : `Message ${open.length === 1 ? 'the candidate' : `all ${open.length} candidates`} at work`
      }
      description={
        left.length === 0
          ? 'None of them goes on any more.'
          : left.length === 1
            ? `${left.map(nameOf).join('')} hears it when its turn ends.`
            : `${left.map(nameOf).join(', ')}: each hears it when its turn ends.`
      }
      width={560}
      footer={
        <DialogFoot
          label={failed.length > 0 ? 'Send again' : 'Send'}
          icon={<Send />}
          busy={busy}
          disabled={!canSend}
          onSubmit={send}
          cancelLabel={reached.length > 0 ? 'Close' : 'Cancel'}
          onCancel={onClose}
        />
      }
    >
      {open[0] === undefined ? (
        <p className="text-12 text-fg-2">
          {text === '' ? 'There is nobody to tell it.' : 'What you have written is kept with the task.'}
        </p>
      ) : (
        <>
          <Composer
            ref={field}
            autoFocus
            projectId={contest.projectId}
            runId={open[0].id}
            label="Message to the candidates"
            minRows={4}
            maxRows={14}
            placeholder={open.length === 1 ? 'What should it know?' : 'The same words for each of them'}
            value={draft ?? ''}
            readOnly={busy}
            onChange={setDraft}
            onUploading={setUploading}
          />
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
            {nCandidates(failed.length)} did not get it{reached.length > 0 && ', the others did'}:
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
