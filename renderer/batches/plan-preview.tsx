import type { ReactNode } from 'react'
import type { BatchPreview } from '#shared/forecasts.ts'
import { t } from '../strings/t.ts'
import { rich } from '../strings/rich.tsx'
import { cn } from '../ui/cn.ts'
import { elapsed, money } from '../ui/duration.ts'
import { visible } from '../ui/visible-text.ts'
import { list, otherName } from './forecast-words.ts'

/**
 * What would happen if the batch were started now: from where, in what pace, with which commands, for how long.
 *
 * @param props.preview null = not known yet, or it would be refused
 */
export function PlanPreview({ preview, isLoading }: { preview: BatchPreview | null; isLoading: boolean }) {
  return (
    <section aria-label={t('What would happen')} aria-busy={isLoading} className="grid gap-1.5">
      <h3 className="text-12 font-medium text-fg-2">{t('What would happen')}</h3>
      {/* As high as it is once it is here, so that nothing jumps. */}
      <div className="min-h-25 rounded-m border border-line bg-inset px-3 py-2 text-12">
        {preview === null ? (
          <p className="text-fg-3">
            {isLoading ? t('Looking…') : t('Nothing: it cannot be started like this.')}
          </p>
        ) : (
          <Lines preview={preview} className={cn(isLoading && 'opacity-60')} />
        )}
      </div>
    </section>
  )
}

function Lines({ preview, className }: { preview: BatchPreview; className: string }) {
  const { baseBranch, baseCommit, baseFrom, fetchProblem, estimate, forecast, notes } = preview
  const conflicts = (forecast?.overlaps ?? []).filter(({ files }) => files.length > 0)
  const names = new Map(preview.tasks.map(({ taskId, identifier }) => [taskId, identifier]))
  const nameOf = (id: string) => names.get(id) ?? ''
  const ends = {
    base: (
      <Code>
        {baseBranch}@{baseCommit.slice(0, 7)}
      </Code>
    ),
    branch: <Code>openlinear/batch-…</Code>,
  }
  return (
    <dl
      className={cn(
        'grid grid-cols-[calc(76px*var(--scale))_minmax(0,1fr)] gap-x-3 gap-y-1 transition-opacity duration-(--fast)',
        className,
      )}
    >
      <Line name={t('Starts from')}>
        {baseFrom === 'remote'
          ? rich('{base} of the remote, into a new branch {branch}', ends)
          : rich('{base}, into a new branch {branch}', ends)}
        {fetchProblem !== null && <span className="block text-wait">{fetchProblem}</span>}
      </Line>
      <Line name={t('Pace')}>{paceWords(preview)}</Line>
      <Line name={t('Commands')}>
        <Commands {...preview.commands} mode={preview.mode} />
      </Line>
      <Line name={t('Takes')}>
        {estimate === null
          ? t('Unknown: no run of this project has finished yet')
          : t(
              'About {time} and {cost}, going by {runs, plural, one {the run} other {the last # runs}} that finished',
              {
                time: elapsed(estimate.minutes * 60_000),
                cost: money(estimate.cost),
                runs: estimate.runs,
              },
            )}
      </Line>
      {notes.length > 0 && (
        <Line name={t('Note')}>
          {notes.map(({ taskId, message }) => (
            <span key={taskId} className="block text-wait">
              {message}
            </span>
          ))}
        </Line>
      )}
      {conflicts.length > 0 && (
        <Line name={t('Conflicts')} className="text-fg-3">
          {rich('<alert>{conflicts}</alert>, going by earlier attempts that were not merged', {
            alert: (text) => <span className="text-wait">{text}</span>,
            conflicts: list(
              conflicts.map((overlap) =>
                t('{task} with {other} ({files})', {
                  task: nameOf(overlap.taskId),
                  other: otherName(overlap, nameOf),
                  files: visible(list(overlap.files.map(({ path }) => path))),
                }),
              ),
            ),
          })}
        </Line>
      )}
    </dl>
  )
}

const Line = ({
  name,
  className = 'text-fg-2',
  children,
}: {
  name: string
  className?: string
  children: ReactNode
}) => (
  <>
    <dt className="text-fg-3">{name}</dt>
    <dd className={cn('min-w-0 [overflow-wrap:anywhere]', className)}>{children}</dd>
  </>
)

const Code = ({ children }: { children: ReactNode }) => (
  <code className="font-mono-11 text-fg">{children}</code>
)

function paceWords({ mode, slots, tasks }: BatchPreview): string {
  if (mode === 'combined') return t('One agent for all {tasks}', { tasks: tasks.length })
  if (mode === 'queue')
    return t(
      '{tasks, plural, one {One task} other {One after the other, each from the result of those before it}}',
      { tasks: tasks.length },
    )
  if (tasks.length === 1) return t('One task')
  const later = tasks.filter(({ wave }) => wave > 1).length
  return later === 0
    ? t('{slots, plural, one {One at a time} other {# at once}}', { slots })
    : t(
        '{slots, plural, one {One at a time} other {# at once}}; {later, plural, one {# task begins when what it depends on is merged} other {# tasks begin when what they depend on is merged}}',
        { slots, later },
      )
}

function Commands({ setup, check, finalCheck, mode }: BatchPreview['commands'] & Pick<BatchPreview, 'mode'>) {
  if (check === null && finalCheck === null)
    return (
      <>
        {setup !== null && (
          <>{rich('{command} in each worktree.', { command: <Code>{visible(setup)}</Code> })} </>
        )}
        <span className="text-wait">{t('No check command: nothing is verified')}</span>
      </>
    )
  return (
    <>
      {setup !== null && (
        <>
          {rich('{command} in each worktree', { command: <Code>{visible(setup)}</Code> })}
          {check !== null && ', '}
        </>
      )}
      {check !== null &&
        (mode === 'combined'
          ? rich('{command} on the whole', { command: <Code>{visible(check)}</Code> })
          : rich('{command} on each task and after each merge', { command: <Code>{visible(check)}</Code> }))}
      {finalCheck !== null && (
        <>
          {(setup !== null || check !== null) && ', '}
          {rich('{command} at the end', { command: <Code>{visible(finalCheck)}</Code> })}
        </>
      )}
    </>
  )
}
