import { Link2 } from 'lucide-react'
import { useRef, useState } from 'react'
import type { GithubRepository } from '#shared/github.ts'
import type { RemoteIssue } from '#shared/issues.ts'
import type { Task } from '#shared/tasks.ts'
import { useLabels } from '../state/hooks.ts'
import { linkIssue } from '../state/issues.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { DialogFoot } from '../ui/dialog-foot.tsx'
import { Notice } from '../ui/notice.tsx'
import { Loading } from '../ui/loading.tsx'
import { toast } from '../ui/toast.ts'
import { visible } from '../ui/visible-text.ts'
import { CompareSides } from './compare-sides.tsx'
import { differencesOf, joinedLabels, type Keep, keptByItself } from './differences.ts'
import { GithubProblem } from './github-problem.tsx'
import { IssueRow } from './issue-row.tsx'
import { useWholeIssue } from './use-whole-issue.ts'

/** Ties a task with the issue that was found, once it is seen where they differ and said whose words are kept. */
export function ConfirmLink({
  task,
  listed,
  repository,
  isOn,
  onBack,
  onClose,
}: {
  task: Task
  /** The issue as it was found, which may not be all of it. */
  listed: RemoteIssue
  repository: GithubRepository
  /** The project keeps issues the same. */
  isOn: boolean
  onBack: () => void
  onClose: () => void
}) {
  const { number } = listed
  const { issue, problem, again } = useWholeIssue(task.projectId, number)
  const [chosen, setChosen] = useState<Keep | null>(null)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const submit = useRef<HTMLButtonElement>(null)
  // What is at GitHub is seen by others: it is changed only when somebody says so.
  const keep = chosen ?? (issue === null ? null : keptByItself(differencesOf(task, issue)))
  const link = async () => {
    if (keep === null || busy) return
    setBusy(true)
    const refused = await linkIssue({ id: task.id, number, keep })
    setBusy(false)
    setRefusal(refused?.message ?? null)
    if (refused !== null) return
    onClose()
    toast.success(t('{identifier} is linked with #{number}', { identifier: task.identifier, number }))
  }
  return (
    <Dialog
      open
      onOpenChange={() => {
        if (!busy) onClose()
      }}
      title={t('Link {identifier} with #{number}', { identifier: task.identifier, number })}
      width={760}
      className="top-[9vh] max-h-[84vh]"
      initialFocus={submit}
      footer={
        <DialogFoot
          label={t('Link them')}
          icon={<Link2 />}
          busy={busy}
          disabled={keep === null}
          submitRef={submit}
          onSubmit={link}
          onCancel={onClose}
        >
          <Button variant="ghost" className="me-auto -ms-2.5" disabled={busy} onClick={onBack}>
            {t('Another issue')}
          </Button>
        </DialogFoot>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <div className="rounded-m border border-line bg-inset px-2.5">
          <IssueRow issue={issue ?? listed} />
        </div>
        {problem !== null ? (
          <GithubProblem
            projectId={task.projectId}
            problem={problem}
            repository={repository}
            onAgain={again}
            onLeave={onClose}
          />
        ) : issue === null ? (
          <Loading label={t('Reading the issue')} className="py-10" />
        ) : (
          <Sides task={task} issue={issue} keep={keep} onKeep={setChosen} isOn={isOn} />
        )}
        {refusal !== null && (
          <Notice tone="bad" live>
            {refusal}
          </Notice>
        )}
      </div>
    </Dialog>
  )
}

function Sides({
  task,
  issue,
  keep,
  onKeep,
  isOn,
}: {
  task: Task
  issue: RemoteIssue
  keep: Keep | null
  onKeep: (keep: Keep) => void
  isOn: boolean
}) {
  const labels = useLabels()
  const differences = differencesOf(task, issue)
  const own = labels.filter(({ id }) => task.labelIds.includes(id))
  const joined = joinedLabels(own, issue.labels)
  return (
    <>
      {differences.length === 0 ? (
        <Notice tone="ok">{t('They say the same: title, description and state.')}</Notice>
      ) : (
        <>
          <p className="text-12 text-fg-2">
            {t(
              'They differ: choose whose words are kept. The others are overwritten, and can be taken back from the history.',
            )}
          </p>
          <CompareSides task={task} issue={issue} differences={differences} keep={keep} onKeep={onKeep} />
        </>
      )}
      <p className="text-12 text-fg-3">
        {joined !== null && (
          <>
            {rich('Labels are joined, both have then: {labels}.', {
              labels: <span className="text-fg-2">{joined.map(visible).join(', ')}</span>,
            })}{' '}
          </>
        )}
        {isOn
          ? t('From then on both are kept the same, with their comments.')
          : t(
              'This is written once: the project does not keep issues the same. That is turned on in its settings, under GitHub.',
            )}
      </p>
    </>
  )
}
