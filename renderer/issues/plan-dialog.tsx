import { useCallback, useRef, useState } from 'react'
import type { GithubRepository } from '#shared/github.ts'
import type { IssueChange, IssuePlan } from '#shared/issues.ts'
import type { Project } from '#shared/projects.ts'
import { saveProject } from '../state/actions.ts'
import { syncIssues } from '../state/issues.ts'
import { client } from '../state/transport.ts'
import { useAsked } from '../state/use-asked.ts'
import { t } from '../strings/t.ts'
import { Dialog } from '../ui/dialog.tsx'
import { DialogFoot } from '../ui/dialog-foot.tsx'
import { Notice } from '../ui/notice.tsx'
import { Loading } from '../ui/loading.tsx'
import { toast } from '../ui/toast.ts'
import { GithubProblem } from './github-problem.tsx'
import { planGroups, shownValue, SUBJECT_NAMES } from './words.ts'
import { laterWords } from './write-words.ts'
import { ChangedValue } from './write-item.tsx'

/** Changes that are listed one by one of each direction. */
const MOST = 100

/** What turning the sync on would write, and the way to do it. */
export function PlanDialog({
  project,
  repository,
  onClose,
}: {
  project: Project
  repository: GithubRepository
  onClose: () => void
}) {
  const ask = useCallback(() => client.issues.plan({ projectId: project.id }), [project.id])
  const { value: plan, problem, again } = useAsked(ask)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const submit = useRef<HTMLButtonElement>(null)
  const turnOn = useCallback(async () => {
    setBusy(true)
    const refused = await saveProject({ id: project.id, issueSync: { ...project.issueSync, enabled: true } })
    setBusy(false)
    setRefusal(refused)
    if (refused !== null) return
    onClose()
    // Now, rather than after the pause in which more may be changed.
    void syncIssues(project.id)
    toast.success(t('Tasks and issues of {name} are kept the same', { name: project.name }))
  }, [project, onClose])
  return (
    <Dialog
      open
      onOpenChange={() => {
        if (!busy) onClose()
      }}
      title={t('Keep issues the same?')}
      description={t('Of {project} and {owner}/{repository}. This is what would be written at once.', {
        project: project.name,
        owner: repository.owner,
        repository: repository.name,
      })}
      width={680}
      className="top-[8vh] max-h-[84vh]"
      initialFocus={submit}
      footer={
        <DialogFoot
          label={t('Turn it on')}
          busy={busy}
          disabled={plan === null}
          submitRef={submit}
          onSubmit={turnOn}
          onCancel={onClose}
        />
      }
    >
      {problem !== null ? (
        <GithubProblem
          projectId={project.id}
          problem={problem}
          repository={repository}
          onAgain={again}
          onLeave={onClose}
        />
      ) : plan === null ? (
        <Loading label={t('Comparing tasks and issues')} />
      ) : (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
          <Planned plan={plan} />
          {refusal !== null && (
            <Notice tone="bad" live>
              {refusal}
            </Notice>
          )}
        </div>
      )}
    </Dialog>
  )
}

function Planned({ plan }: { plan: IssuePlan }) {
  const { changes, linked } = plan
  if (changes.length === 0)
    return (
      <Notice tone="ok">
        {linked === 0
          ? t('Nothing: no issue is linked yet. Import some, or link them from their tasks.')
          : t(
              '{linked, plural, one {Nothing: the one issue that is linked is the same as its task.} other {Nothing: all # issues that are linked are the same as their tasks.}}',
              { linked },
            )}
      </Notice>
    )
  const { toGithub, toTasks } = planGroups(changes)
  const conflicts = changes.filter(({ lost }) => lost !== null).length
  return (
    <>
      {conflicts > 0 && (
        <Notice tone="wait">
          {t(
            '{conflicts, plural, one {One thing was changed} other {# things were changed}} on both sides. The later change is kept; the other stays in the log, from where it can be taken back.',
            { conflicts },
          )}
        </Notice>
      )}
      <Group
        title={t('{count, plural, one {To GitHub: # change} other {To GitHub: # changes}}', {
          count: toGithub.length,
        })}
        changes={toGithub}
      />
      <Group
        title={t('{count, plural, one {To tasks here: # change} other {To tasks here: # changes}}', {
          count: toTasks.length,
        })}
        changes={toTasks}
      />
    </>
  )
}

function Group({ title, changes }: { title: string; changes: readonly IssueChange[] }) {
  if (changes.length === 0) return null
  return (
    <section aria-label={title}>
      <h3 className="mb-1.5 text-12 font-medium text-fg-2">{title}</h3>
      <ul className="divide-y divide-line rounded-l border border-line bg-raised text-12">
        {changes.slice(0, MOST).map((change, index) => (
          <li
            key={index}
            className="grid grid-cols-[calc(132px*var(--scale))_minmax(0,1fr)] gap-x-3 px-3 py-2"
          >
            <span className="min-w-0">
              <span className="block truncate">
                {change.identifier} <span className="text-fg-3 tabular-nums">#{change.number}</span>
              </span>
              <span className="text-11 text-fg-3">{SUBJECT_NAMES[change.subject]}</span>
            </span>
            <span className="-mt-0.5 min-w-0">
              <ChangedValue change={change} />
              {change.lost !== null && (
                <span className="mt-0.5 block text-wait">{laterWords(change.direction)}</span>
              )}
              {change.lost !== null && change.lost !== change.from && (
                <span className="block text-fg-2 [overflow-wrap:anywhere]">
                  {shownValue(change.subject, change.lost).slice(0, 300)}
                </span>
              )}
            </span>
          </li>
        ))}
        {changes.length > MOST && (
          <li className="px-3 py-2 text-fg-3">
            {t('{count, plural, one {and # more change} other {and # more changes}}', {
              count: changes.length - MOST,
            })}
          </li>
        )}
      </ul>
    </section>
  )
}
