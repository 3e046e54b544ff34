import type { Run } from '#shared/runs.ts'
import { TEXT } from '../ui/tones.ts'
import { PlusMinus } from '../run/mini-diff.tsx'
import { useStartingAgent } from '../state/starting-agent.ts'
import { t } from '../strings/t.ts'
import { WithCode, withoutMarks } from '../ui/with-code.tsx'
import { Button } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { compact, money } from '../ui/duration.ts'
import { Spinner } from '../ui/spinner.tsx'
import { candidateState, checkWords, workedWords } from './words.ts'

/** Columns that a narrow window has no room for. */
export const WIDE_ONLY = 'max-[1100px]:hidden'
/** A column that says in full what the state says in short. */
export const NOT_NARROW = 'max-[800px]:hidden'

/** One candidate in a line of two rows: what it does or did, and its figures. */
export function CandidateRow({
  run,
  name,
  tabbable,
  marked,
  isTaken,
  canTake,
  onOpen,
  onMark,
  onTake,
}: {
  run: Run
  name: string
  tabbable: boolean
  /** To be compared. */
  marked: boolean
  /** It is being made the run of the task. */
  isTaken: boolean
  canTake: boolean
  onOpen: (tab: 'run' | 'changes') => void
  onMark: () => void
  onTake: () => void
}) {
  const state = candidateState(run, useStartingAgent(run))
  const check = checkWords(run)
  const isLive = run.status === 'running'
  return (
    <tr
      data-candidate={run.id}
      className={cn(
        'group border-b border-line align-top text-12 transition-colors duration-(--fast) hover:bg-hover [&_td]:px-2 [&_td]:py-1.75',
        (marked || isTaken) && 'bg-accent-soft',
      )}
    >
      <td>
        <input
          type="checkbox"
          aria-label={t('Mark {name} to compare', { name })}
          tabIndex={-1}
          checked={marked}
          onChange={onMark}
          className="mt-0.5 block size-3.5 accent-accent"
        />
      </td>
      <td>
        <button
          type="button"
          data-row
          tabIndex={tabbable ? 0 : -1}
          aria-label={t('{name}: {state}. Open its log', { name, state: state.word })}
          onClick={() => onOpen('run')}
          className="-mx-1 block max-w-full truncate rounded-s px-1 text-start font-medium hover:underline"
        >
          {name}
        </button>
        <Under run={run} />
      </td>
      <td>
        <span className={cn('flex items-center gap-1.5 font-medium', TEXT[state.tone])}>
          {isLive && <Spinner size={10} />}
          <span className="line-clamp-2">{isTaken ? t('Being taken') : state.word}</span>
        </span>
      </td>
      <td className={NOT_NARROW}>
        <span className={TEXT[check.tone]}>{check.word}</span>
        {run.fixAttempts > 0 && (
          <div className="text-11 text-fg-3">
            {t('after {count, plural, one {# fix} other {# fixes}}', { count: run.fixAttempts })}
          </div>
        )}
      </td>
      <td className="text-end tabular-nums">
        {run.changes === null ? (
          <span className="text-fg-3">–</span>
        ) : (
          <button
            type="button"
            tabIndex={-1}
            aria-label={t('Changes of {name}: {files, plural, one {# file} other {# files}}', {
              name,
              files: run.changes.files,
            })}
            onClick={() => onOpen('changes')}
            className="-mx-1 rounded-s px-1 text-end hover:underline"
          >
            <PlusMinus additions={run.changes.additions} deletions={run.changes.deletions} />
            <span className="block text-11 text-fg-3">
              {t('{files, plural, one {# file} other {# files}}', { files: run.changes.files })}
            </span>
          </button>
        )}
      </td>
      <td className="text-end tabular-nums">{money(run.usage.cost)}</td>
      <td className={cn('text-end whitespace-nowrap tabular-nums', WIDE_ONLY)}>
        {compact(run.usage.inputTokens + run.usage.outputTokens)}
      </td>
      <td className={cn('text-end whitespace-nowrap', WIDE_ONLY)}>
        <span className="tabular-nums">{workedWords(run) ?? '–'}</span>
      </td>
      <td className="text-end">
        <Button
          size="s"
          aria-label={t('Take {name}', { name })}
          disabled={!canTake}
          tabIndex={-1}
          onClick={onTake}
        >
          {t('Take')}
        </Button>
      </td>
    </tr>
  )
}

/** What the agent does right now, or why it did not succeed. */
function Under({ run }: { run: Run }) {
  if (run.status === 'failed' && run.failure !== null)
    return (
      <p className="truncate text-11 text-fg-3" title={withoutMarks(run.failure.message)}>
        <WithCode text={run.failure.message} />
      </p>
    )
  const isLive = run.status === 'running' || run.status === 'waiting'
  if (isLive) return <p className="h-4 truncate font-mono-11 leading-4 text-fg-3">{run.lastAction}</p>
  return (
    <p className="h-4 truncate text-11 leading-4 text-fg-3" title={run.summary ?? undefined}>
      {run.summary?.replaceAll(/\s+/g, ' ')}
    </p>
  )
}
