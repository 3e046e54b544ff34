import { Send } from 'lucide-react'
import { useState } from 'react'
import type { Contest } from '#shared/contests.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { Run } from '#shared/runs.ts'
import { useUploads } from '../editor/use-uploads.ts'
import { candidateNames } from '../state/candidate-names.ts'
import type { Problem } from '../state/errors.ts'
import { sayTo } from '../state/requests.ts'
import { MessageFields } from '../steering/message-fields.tsx'
import { t } from '../strings/t.ts'
import { WithCode } from '../ui/with-code.tsx'
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
  const [reached, setReached] = useState<readonly string[]>([])
  const [failed, setFailed] = useState<readonly { name: string; problem: Problem }[]>([])
  const names = candidateNames(candidates)
  const nameOf = (run: Run) => names.get(run.id) ?? t('a candidate')
  const open = candidates.filter(({ status }) => !isTerminal(status))
  const left = open.filter(({ id }) => !reached.includes(id))
  const text = draft?.trim() ?? ''

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
        <MessageFields
          projectId={contest.projectId}
          runId={open[0].id}
          label={t('Message to the candidates')}
          count={open.length}
          text={draft ?? ''}
          busy={busy}
          uploads={uploads}
          onChange={setDraft}
        />
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
                <span className="font-medium">{name}</span>: <WithCode text={problem.message} />
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </Dialog>
  )
}
