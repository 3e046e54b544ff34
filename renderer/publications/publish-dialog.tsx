import { ArrowUpFromLine, GitPullRequestArrow } from 'lucide-react'
import { useCallback, useRef, useState } from 'react'
import { batchName } from '#shared/batch-news.ts'
import type { Publication, PublicationPreview } from '#shared/publications.ts'
import type { Problem } from '../state/errors.ts'
import { useEntity, useTask } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { createPublication, type Subject, usePublication } from '../state/publications.ts'
import { batches, runs } from '../state/stores.ts'
import { client } from '../state/transport.ts'
import { useAsked } from '../state/use-asked.ts'
import { useView, view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { DialogFoot } from '../ui/dialog-foot.tsx'
import { Switch, TextInput } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { Loading } from '../ui/loading.tsx'
import { AccountChoice, useAccountChoices } from './account-choice.tsx'
import { changedWords, wordsOf } from './changed-words.ts'
import { draftKey, drafts } from './drafts.ts'
import { EditPullDialog } from './edit-pull-dialog.tsx'
import { MergePullDialog } from './merge-pull-dialog.tsx'
import { ProblemWords } from './problem-words.tsx'
import { PublicationFields } from './publication-fields.tsx'
import { UpdatePullDialog } from './update-pull-dialog.tsx'
import { Way } from './way.tsx'

const close = () => view.setState({ publishing: null })

/** Asks how work shall be published, or what its pull request shall say. */
export function PublishDialog() {
  const publishing = useView((state) => state.publishing)
  const publication = usePublication(
    publishing !== null && 'publicationId' in publishing ? publishing.publicationId : null,
  )
  if (publishing === null) return null
  if ('publicationId' in publishing)
    return publication === undefined ? null : (
      <PullDialog key={publication.id} publication={publication} to={publishing.to ?? 'change'} />
    )
  const id = 'taskId' in publishing ? publishing.taskId : publishing.batchId
  return <NewDialog key={id} subject={publishing} />
}

/** What is asked before something is done with what is published. */
function PullDialog({ publication, to }: { publication: Publication; to: 'change' | 'update' | 'merge' }) {
  const { taskId, pull } = publication
  const task = useTask(taskId)
  const run = useEntity(runs, task?.latestRunId ?? null)
  if (to === 'change') return <EditPullDialog publication={publication} onClose={close} />
  if (to === 'update')
    return run === undefined || taskId === null ? null : (
      <UpdatePullDialog publication={publication} run={run} taskId={taskId} onClose={close} />
    )
  return pull === null ? null : (
    <MergePullDialog publication={publication} pull={pull} newer={null} onClose={close} />
  )
}

function useSubjectName(subject: Subject): string {
  const task = useTask('taskId' in subject ? subject.taskId : null)
  const batch = useEntity(batches, 'batchId' in subject ? subject.batchId : null)
  return task?.identifier ?? (batch === undefined ? t('the work') : batchName(batch))
}

function useSubjectProject(subject: Subject): string | undefined {
  const task = useTask('taskId' in subject ? subject.taskId : null)
  const batch = useEntity(batches, 'batchId' in subject ? subject.batchId : null)
  return (task ?? batch)?.projectId
}

function NewDialog({ subject }: { subject: Subject }) {
  const name = useSubjectName(subject)
  const [asked] = useState(subject)
  const ask = useCallback(() => client.publications.preview(asked), [asked])
  const { value: preview, problem, again } = useAsked(ask)
  if (preview !== null)
    return <PreviewedDialog subject={subject} name={name} preview={preview} onChosen={again} />
  return (
    <Dialog
      open
      onOpenChange={close}
      title={t('Publish {name}', { name })}
      width={620}
      footer={
        <>
          <Button variant="ghost" onClick={close}>
            {t('Cancel')}
          </Button>
          {problem !== null && problem.code !== 'NOTHING_TO_PUBLISH' && (
            <Button variant="primary" onClick={again}>
              {t('Try again')}
            </Button>
          )}
        </>
      }
    >
      {problem === null ? (
        <Loading label={t('Looking at what would be published')} />
      ) : (
        <Notice tone="bad" live>
          {problem.message}
        </Notice>
      )}
    </Dialog>
  )
}

function PreviewedDialog({
  subject,
  name,
  preview,
  onChosen,
}: {
  subject: Subject
  name: string
  preview: PublicationPreview
  /** Another account speaks for its project. */
  onChosen: () => void
}) {
  const key = draftKey(subject, preview.headCommit)
  const [held, setHeld] = useState(
    () => drafts.get(key) ?? { base: preview.baseBranch, words: wordsOf(preview) },
  )
  const { base, words } = held
  const hold = (next: typeof held) => {
    setHeld(next)
    drafts.set(key, next)
  }
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<Problem | null>(null)
  const submit = useRef<HTMLButtonElement>(null)
  const { repository, remote, accountId } = preview
  const accounts = useAccountChoices(repository?.host ?? null, accountId)
  const projectId = useSubjectProject(subject)
  const isPull = repository !== null && accountId !== null
  const canPush = remote !== null
  const isWhole = !isPull || (words.title.trim() !== '' && base.trim() !== '')

  const publish = async () => {
    if (busy || !isWhole) return
    setBusy(true)
    const changed = base.trim() === preview.baseBranch ? {} : { base: base.trim() }
    const input = { ...subject, ...changed, ...(isPull ? changedWords(wordsOf(preview), words) : {}) }
    const problem = await createPublication(input)
    setBusy(false)
    setError(problem)
    if (problem !== null) return
    drafts.delete(key)
    close()
  }
  return (
    <Dialog
      open
      onOpenChange={() => {
        if (!busy) close()
      }}
      title={
        isPull
          ? t('Create a pull request for {name}', { name })
          : canPush
            ? t('Push the branch of {name}', { name })
            : t('{name} cannot be published yet', { name })
      }
      description={
        <Way repository={repository} remote={remote} branch={preview.branch} base={base.trim() || '…'} />
      }
      width={620}
      className="top-[8vh] max-h-[86vh]"
      // What goes out to others is read before Enter sends it.
      {...(isPull || accounts.length > 0 ? {} : { initialFocus: submit })}
      footer={
        canPush ? (
          <DialogFoot
            label={!isPull ? t('Push branch') : words.draft ? t('Create draft') : t('Create pull request')}
            icon={isPull ? <GitPullRequestArrow /> : <ArrowUpFromLine />}
            busy={busy}
            disabled={!isWhole}
            submitRef={submit}
            onSubmit={publish}
            onCancel={close}
          />
        ) : (
          <Button variant="ghost" onClick={close}>
            {t('Close')}
          </Button>
        )
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3.5">
        {preview.hint !== null && (
          <Notice
            tone={canPush ? 'plain' : 'wait'}
            action={
              canPush &&
              accountId === null &&
              accounts.length === 0 && (
                <Button
                  size="s"
                  onClick={() => {
                    close()
                    goTo({ to: 'settings', section: 'github' })
                  }}
                >
                  {t('Settings › GitHub')}
                </Button>
              )
            }
          >
            {preview.hint}
          </Notice>
        )}
        {accounts.length > 0 && projectId !== undefined && (
          <AccountChoice projectId={projectId} accounts={accounts} onChosen={onChosen} />
        )}
        {isPull && (
          <>
            <PublicationFields value={words} onChange={(next) => hold({ ...held, words: next })} />
            <div className="grid grid-cols-2 items-start gap-3 max-[620px]:grid-cols-1">
              <TextInput
                label={t('Into')}
                mono
                value={base}
                error={base.trim() === '' ? t('A pull request needs a branch to go into') : undefined}
                onChange={(event) => hold({ ...held, base: event.target.value })}
              />
              <Switch
                label={t('Draft')}
                hint={t('Cannot be merged until you say that it is ready for review.')}
                checked={words.draft}
                onChange={(draft) => hold({ ...held, words: { ...words, draft } })}
              />
            </div>
          </>
        )}
        {error !== null && (
          <Notice tone="bad" live>
            <ProblemWords problem={error} />
          </Notice>
        )}
      </div>
    </Dialog>
  )
}
