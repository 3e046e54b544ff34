import { CirclePlus } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import type { GithubRepository } from '#shared/github.ts'
import { whyRefused } from '#shared/issue-merge.ts'
import type { Project } from '#shared/projects.ts'
import type { Task } from '#shared/tasks.ts'
import { useLabels } from '../state/hooks.ts'
import { makeIssue } from '../state/issues.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Chip } from '../ui/chip.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { DialogFoot } from '../ui/dialog-foot.tsx'
import { Notice } from '../ui/notice.tsx'
import { visible } from '../ui/visible-text.ts'
import { useAccountLogin, useAccountWay } from './use-account.ts'

/** Letters of the description that are shown before it is published. */
const BEGINNING = 400

/** Shows what is published of a task, where and as whom, before an issue is made of it. */
export function MakeDialog({
  task,
  project,
  repository,
  onClose,
}: {
  task: Task
  project: Project
  repository: GithubRepository
  onClose: () => void
}) {
  const login = useAccountLogin(project)
  const way = useAccountWay(project, 'no_account')
  const labels = useLabels().filter(({ id }) => task.labelIds.includes(id))
  const [busy, setBusy] = useState(false)
  const submit = useRef<HTMLButtonElement>(null)
  const tooLong = whyRefused('title', task.title) ?? whyRefused('body', task.description)
  const canMake = tooLong === null && login !== null
  const make = async () => {
    if (!canMake || busy) return
    setBusy(true)
    const isAsked = await makeIssue(task.id)
    setBusy(false)
    if (isAsked) onClose()
  }
  const text = task.description.trim()
  return (
    <Dialog
      open
      onOpenChange={() => {
        if (!busy) onClose()
      }}
      title={t('Make an issue of {identifier}?', { identifier: task.identifier })}
      description={
        project.issueSync.enabled
          ? t(
              'It is seen by everybody who can see the repository. Task and issue are kept the same from then on.',
            )
          : t('It is seen by everybody who can see the repository. Later changes stay where they are made.')
      }
      width={520}
      initialFocus={submit}
      footer={
        <DialogFoot
          label={t('Make issue')}
          icon={<CirclePlus />}
          busy={busy}
          disabled={!canMake}
          submitRef={submit}
          onSubmit={make}
          onCancel={onClose}
        />
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <dl className="grid grid-cols-[calc(88px*var(--scale))_minmax(0,1fr)] gap-x-3 gap-y-2 text-12">
          <Term name={t('Repository')}>
            {repository.owner}/{repository.name}
          </Term>
          <Term name={t('Account')}>{login ?? <span className="text-wait">{t('Nobody yet')}</span>}</Term>
          <Term name={t('Title')}>
            <span className="line-clamp-3 font-medium">{visible(task.title)}</span>
          </Term>
          <Term name={t('Description')}>
            {text === '' ? (
              <span className="text-fg-3">{t('None')}</span>
            ) : (
              <span className="block max-h-40 overflow-y-auto leading-[1.5] whitespace-pre-wrap text-fg-2">
                {visible(text.slice(0, BEGINNING))}
                {text.length > BEGINNING && '…'}
              </span>
            )}
          </Term>
          {labels.length > 0 && (
            <Term name={t('Labels')}>
              <span className="flex flex-wrap gap-1">
                {labels.map(({ id, name }) => (
                  <Chip key={id} className="h-4.5 max-w-40 min-w-0">
                    {visible(name)}
                  </Chip>
                ))}
              </span>
            </Term>
          )}
        </dl>
        {tooLong !== null && <Notice tone="bad">{tooLong}</Notice>}
        {login === null && way !== null && (
          <Notice
            tone="wait"
            action={
              <Button
                size="s"
                onClick={() => {
                  onClose()
                  // It keeps the focus to itself until it is gone.
                  setTimeout(way.go)
                }}
              >
                {way.label}
              </Button>
            }
          >
            {t('No account speaks for {name} at {host}.', { name: project.name, host: repository.host })}
          </Notice>
        )}
      </div>
    </Dialog>
  )
}

const Term = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt className="text-fg-3">{name}</dt>
    <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
  </>
)
