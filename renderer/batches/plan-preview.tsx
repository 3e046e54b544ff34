import type { ReactNode } from 'react'
import { nTasks } from '#shared/batch-news.ts'
import type { BatchPreview } from '#shared/forecasts.ts'
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
    <section aria-label="What would happen" aria-busy={isLoading} className="grid gap-1.5">
      <h3 className="text-12 font-medium text-fg-2">What would happen</h3>
      {/* As high as it is once it is here, so that nothing jumps. */}
      <div className="min-h-25 rounded-m border border-line bg-inset px-3 py-2 text-12">
        {preview === null ? (
          <p className="text-fg-3">{isLoading ? 'Looking…' : 'Nothing: it cannot be started like this.'}</p>
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
  return (
    <dl
      className={cn(
        'grid grid-cols-[76px_minmax(0,1fr)] gap-x-3 gap-y-1 transition-opacity duration-(--fast)',
        className,
      )}
    >
      <Line name="Starts from">
        <Code>
          {baseBranch}@{baseCommit.slice(0, 7)}
        </Code>
        {baseFrom === 'remote' && ' of the remote'}, into a new branch <Code>openlinear/batch-…</Code>
        {fetchProblem !== null && <span className="block text-wait">{fetchProblem}</span>}
      </Line>
      <Line name="Pace">{paceWords(preview)}</Line>
      <Line name="Commands">
        <Commands {...preview.commands} mode={preview.mode} />
      </Line>
      <Line name="Takes">
        {estimate === null
          ? 'Unknown: no run of this project has finished yet'
          : `About ${elapsed(estimate.minutes * 60_000)} and ${money(estimate.cost)}, going by ${estimate.runs === 1 ? 'the run' : `the last ${estimate.runs} runs`} that finished`}
      </Line>
      {notes.length > 0 && (
        <Line name="Note">
          {notes.map(({ taskId, message }) => (
            <span key={taskId} className="block text-wait">
              {message}
            </span>
          ))}
        </Line>
      )}
      {conflicts.length > 0 && (
        <Line name="Conflicts">
          <span className="text-wait">
            {list(
              conflicts.map(
                (overlap) =>
                  `${nameOf(overlap.taskId)} with ${otherName(overlap, nameOf)} (${visible(list(overlap.files.map(({ path }) => path)))})`,
              ),
            )}
          </span>
          <span className="text-fg-3">, going by earlier attempts that were not merged</span>
        </Line>
      )}
    </dl>
  )
}

const Line = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt className="text-fg-3">{name}</dt>
    <dd className="min-w-0 text-fg-2 [overflow-wrap:anywhere]">{children}</dd>
  </>
)

const Code = ({ children }: { children: ReactNode }) => (
  <code className="font-mono-11 text-fg">{children}</code>
)

function paceWords({ mode, slots, tasks }: BatchPreview): string {
  if (mode === 'combined') return `One agent for all ${tasks.length}`
  if (mode === 'queue')
    return tasks.length === 1 ? 'One task' : 'One after the other, each from the result of those before it'
  const waves = Math.max(...tasks.map(({ wave }) => wave))
  const pace = tasks.length === 1 ? 'One task' : slots === 1 ? 'One at a time' : `${slots} at once`
  if (waves === 1) return pace
  const later = tasks.filter(({ wave }) => wave > 1).length
  return `${pace}; ${nTasks(later)} ${later === 1 ? 'begins' : 'begin'} when what ${later === 1 ? 'it depends' : 'they depend'} on is merged`
}

function Commands({ setup, check, finalCheck, mode }: BatchPreview['commands'] & Pick<BatchPreview, 'mode'>) {
  if (check === null && finalCheck === null)
    return (
      <>
        {setup !== null && (
          <>
            <Code>{visible(setup)}</Code> in each worktree.{' '}
          </>
        )}
        <span className="text-wait">No check command: nothing is verified</span>
      </>
    )
  return (
    <>
      {setup !== null && (
        <>
          <Code>{visible(setup)}</Code> in each worktree
          {check !== null && ', '}
        </>
      )}
      {check !== null && (
        <>
          <Code>{visible(check)}</Code>{' '}
          {mode === 'combined' ? 'on the whole' : 'on each task and after each merge'}
        </>
      )}
      {finalCheck !== null && (
        <>
          {(setup !== null || check !== null) && ', '}
          <Code>{visible(finalCheck)}</Code> at the end
        </>
      )}
    </>
  )
}
