import { Search, SearchX } from 'lucide-react'
import { useRef, useState } from 'react'
import { MOST_IMPORTED_ISSUES } from '#shared/issue-words.ts'
import type { GithubRepository } from '#shared/github.ts'
import type { IssueFilter, RemoteIssue } from '#shared/issues.ts'
import { settingsFor } from '#shared/project-settings.ts'
import type { Project } from '#shared/projects.ts'
import { ImportInto } from '../imports/import-into.tsx'
import { importLabel } from '../imports/words.ts'
import { problemOf } from '../state/errors.ts'
import { useSettings } from '../state/hooks.ts'
import { importIssues } from '../state/issues.ts'
import { goTo } from '../state/navigation.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { Dialog } from '../ui/dialog.tsx'
import { DialogFoot } from '../ui/dialog-foot.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { inputLook } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { IssueFilterBar } from './filter-bar.tsx'
import { GithubProblem, NoRepository } from './github-problem.tsx'
import { IssueChoiceList } from './issue-choice-list.tsx'
import { useRemoteIssues } from './use-remote-issues.ts'
import { isNarrow, OPEN_ISSUES } from './words.ts'

type Props = { project: Project; projects: readonly Project[]; onClose: () => void }

/** Makes tasks of issues at GitHub, each linked with its own. */
export function ImportIssuesDialog({ project, projects, onClose }: Props) {
  const { github } = project
  if (github !== null)
    return <FromRepository project={project} projects={projects} repository={github} onClose={onClose} />
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('Import tasks')}
      description={t('From issues at GitHub. Each becomes a task that is linked with it.')}
      width={600}
      className="top-[7vh] max-h-[86vh]"
      footer={
        <Button variant="ghost" onClick={onClose}>
          {t('Cancel')}
        </Button>
      }
    >
      <ImportInto project={project} projects={projects} from="github" />
      <NoRepository name={project.name} />
    </Dialog>
  )
}

const STATUSES = [
  { id: 'todo', label: t('Todo') },
  { id: 'backlog', label: t('Backlog') },
] as const

function FromRepository({
  project,
  projects,
  repository,
  onClose,
}: Props & { repository: GithubRepository }) {
  const settings = useSettings()
  const [filter, setFilter] = useState<IssueFilter>(OPEN_ISSUES)
  const [q, setQ] = useState('')
  /** Also what was found with other words before. */
  const [chosen, setChosen] = useState<ReadonlyMap<number, RemoteIssue>>(new Map())
  const search = useRef<HTMLInputElement>(null)
  const [status, setStatus] = useState<'todo' | 'backlog'>('todo')
  const [attempt, setAttempt] = useState(0)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const { found, problem, isLoading, isLoadingMore, more, again } = useRemoteIssues(
    project.id,
    filter,
    q.trim(),
  )
  const items = found?.items ?? []
  const tooMany = chosen.size > MOST_IMPORTED_ISSUES
  const canImport = chosen.size > 0 && !tooMany
  const submit = async () => {
    if (!canImport || busy) return
    setBusy(true)
    setRefusal(null)
    try {
      await importIssues({ projectId: project.id, numbers: [...chosen.keys()], status })
      onClose()
      goTo({ to: 'board', projectId: project.id })
    } catch (error) {
      setRefusal(problemOf(error).message)
    } finally {
      setBusy(false)
    }
  }
  const choose = (numbers: ReadonlySet<number>) => {
    const known = new Map([...chosen, ...items.map((issue) => [issue.number, issue] as const)])
    setChosen(
      new Map([...numbers].flatMap((number) => known.get(number) ?? []).map((one) => [one.number, one])),
    )
  }
  const open = [...chosen.values()].filter(({ state }) => state === 'open').length
  const elsewhere = chosen.size - items.filter(({ number }) => chosen.has(number)).length
  const begun =
    status === 'todo' && settings !== undefined && settingsFor(settings, project).autoPull ? open : 0
  const isFiltered = q.trim() !== '' || isNarrow(filter) || filter.state !== 'open'
  return (
    <Dialog
      open
      onOpenChange={() => {
        if (!busy) onClose()
      }}
      title={t('Import tasks')}
      description={t('From the issues of {owner}/{name}. Each becomes a task that is linked with it.', {
        owner: repository.owner,
        name: repository.name,
      })}
      width={760}
      className="top-[7vh] max-h-[86vh]"
      initialFocus={search}
      footer={
        <DialogFoot
          label={importLabel(chosen.size)}
          busy={busy}
          disabled={!canImport}
          onSubmit={submit}
          onCancel={onClose}
        >
          <div className="me-auto flex min-w-0 items-center gap-2 text-12 text-fg-3">
            <span className="max-[560px]:hidden">{t('Open ones go to')}</span>
            <Segmented
              label={t('Status of open issues')}
              value={status}
              options={STATUSES}
              onChange={setStatus}
            />
          </div>
        </DialogFoot>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <ImportInto project={project} projects={projects} from="github" disabled={busy} />
        <div className="flex flex-wrap items-center gap-1.5">
          <label className="relative min-w-44 flex-1">
            <span className="sr-only">{t('Find an issue')}</span>
            {isLoading && found !== null ? (
              <Spinner size={11} className="absolute top-2.25 start-2.5" />
            ) : (
              <Search aria-hidden className="absolute top-2.25 start-2.5 size-3 text-fg-3" />
            )}
            <input
              ref={search}
              type="text"
              autoComplete="off"
              spellCheck={false}
              maxLength={200}
              value={q}
              placeholder={t('Words, or a number')}
              onChange={(event) => setQ(event.target.value)}
              className={cn(inputLook, 'ps-7')}
            />
          </label>
          <IssueFilterBar
            key={attempt}
            projectId={project.id}
            filter={filter}
            onChange={setFilter}
            quiet={problem !== null}
          />
        </div>
        {refusal !== null && (
          <Notice tone="bad" live>
            {refusal}
          </Notice>
        )}
        {tooMany && (
          <Notice tone="wait">
            {t('At most {most} at once: {count, plural, one {# issue is} other {# issues are}} chosen.', {
              most: MOST_IMPORTED_ISSUES,
              count: chosen.size,
            })}
          </Notice>
        )}
        {begun > 0 && (
          <Notice tone="wait">
            {t(
              '{begun, plural, one {Auto-pull is on: agents begin the # task in Todo by themselves, with the words of whoever wrote the issue.} other {Auto-pull is on: agents begin the # tasks in Todo by themselves, with the words of whoever wrote the issues.}}',
              { begun },
            )}
          </Notice>
        )}
        {problem !== null ? (
          <GithubProblem
            projectId={project.id}
            problem={problem}
            repository={repository}
            onAgain={() => {
              setAttempt(attempt + 1)
              again()
            }}
            onLeave={onClose}
          />
        ) : found === null ? (
          <div className="grid place-items-center py-16">
            <Spinner label={t('Asking GitHub for its issues')} size={16} />
          </div>
        ) : items.length === 0 ? (
          <EmptyState
            icon={<SearchX />}
            title={isFiltered ? t('No issue is like that') : t('The repository has no open issue')}
          >
            {isFiltered
              ? t('Take a filter away, or look for other words.')
              : t('Look among the closed ones, or begin with a task of your own and make an issue of it.')}
          </EmptyState>
        ) : (
          <div aria-busy={isLoading || undefined} className={isLoading ? 'opacity-60' : undefined}>
            <IssueChoiceList
              items={items}
              chosen={chosen}
              onChoose={choose}
              hasMore={found.nextCursor !== null}
              isLoadingMore={isLoadingMore}
              onEnd={more}
            />
          </div>
        )}
        {elsewhere > 0 && (
          <p role="status" className="flex items-center gap-1.5 text-12 text-fg-2">
            {elsewhere === chosen.size
              ? t('What is chosen was found with another search and is imported, too.')
              : t('{count} of what is chosen was found with another search and is imported, too.', {
                  count: elsewhere,
                })}
            <Button
              variant="ghost"
              size="s"
              onClick={() =>
                choose(new Set(items.flatMap(({ number }) => (chosen.has(number) ? [number] : []))))
              }
            >
              {t('Leave it out')}
            </Button>
          </p>
        )}
        {problem === null && items.length > 0 && (
          <p className="text-12 text-fg-3">
            {project.issueSync.enabled
              ? t('Tasks and issues are kept the same from then on.')
              : t(
                  'Later changes stay where they are made: the project does not keep issues the same. That is turned on in its settings, under GitHub.',
                )}
          </p>
        )}
      </div>
    </Dialog>
  )
}
