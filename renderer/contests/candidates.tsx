import { GitCompare, MessageSquare } from 'lucide-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { compareCandidates } from '#shared/compare-candidates.ts'
import { waitsForChoice } from '#shared/contest-news.ts'
import type { Contest } from '#shared/contests.ts'
import { useCommand } from '../commands/use-command.ts'
import { candidateNames } from '../state/candidate-names.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { Run } from '#shared/runs.ts'
import { useCandidates } from '../state/contests.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Chip } from '../ui/chip.tsx'
import { cn } from '../ui/cn.ts'
import { money } from '../ui/duration.ts'
import { isFocusFree } from '../ui/kept-focus.ts'
import { Loading } from '../ui/loading.tsx'
import { toast } from '../ui/toast.ts'
import { CandidateRow, NOT_NARROW, WIDE_ONLY } from './candidate-row.tsx'
import { MessageDialog } from './message-dialog.tsx'
import { pairOf, withMark } from './pair.ts'
import { TakeDialog } from './take-dialog.tsx'
import { canBeTaken, contestState, hasNothingToTake, isUndecided } from './words.ts'

// The diff renderer is heavy and needed only here.
const Differences = lazy(() => import('./differences.tsx'))

/** The row that holds the focus. */
const focusedId = () =>
  document.activeElement?.closest<HTMLElement>('[data-candidate]')?.dataset['candidate'] ?? null

/** Nothing holds it: what did is gone, or was moved. */
const focusRow = (id: string) =>
  document.querySelector<HTMLElement>(`[data-candidate="${id}"] [data-row]`)?.focus()

/** The candidates of a contest beside each other, live; when all are over, one is taken here. */
export function Candidates({
  contest,
  onOpen,
}: {
  contest: Contest
  /** Shows one of them in another tab. */
  onOpen: (runId: string, tab: 'run' | 'changes') => void
}) {
  const candidates = useCandidates(contest)
  const [marks, setMarks] = useState<readonly string[]>([])
  const [compared, setCompared] = useState<readonly [string, string] | null>(null)
  const [taking, setTaking] = useState<string | null>(null)
  const [messaging, setMessaging] = useState(false)
  /** The row that held the focus last. */
  const [lastId, setLastId] = useState<string | null>(null)
  const isChoosing = waitsForChoice(contest)
  // While they go on nothing changes its place.
  const rows = isChoosing ? compareCandidates(candidates) : candidates
  const names = candidateNames(candidates)
  const byId = new Map(candidates.map((run) => [run.id, run]))
  const state = contestState(contest, candidates)
  const from = byId.get(compared?.[0] ?? '')
  const to = byId.get(compared?.[1] ?? '')
  const takingRun = byId.get(taking ?? '')
  const canMessage = isUndecided(contest) && candidates.some(({ status }) => !isTerminal(status))
  const isEmpty = hasNothingToTake(contest, candidates)
  /** Where the focus goes when it is lost. */
  const homeId = rows.find(({ id }) => id === lastId)?.id ?? rows[0]?.id ?? null

  // A row that is moved loses the focus; and the keys begin somewhere when there is something to choose.
  const order = rows.map(({ id }) => id).join(' ')
  const wantsFocus = homeId !== null && (isChoosing || lastId !== null)
  useEffect(() => {
    if (wantsFocus && isFocusFree()) focusRow(homeId)
  }, [order, wantsFocus, homeId])

  const take = (run: Run | undefined) => {
    if (run === undefined || !canBeTaken(contest, run)) return false
    setTaking(run.id)
  }
  const mark = (id: string) => setMarks(withMark(marks, id))
  const compare = () => {
    const ids = rows.map(({ id }) => id)
    const pair = pairOf(ids, marks, focusedId())
    if (pair === null)
      toast.info(t('Mark two candidates to compare'), { description: t('X marks the one in focus.') })
    else setCompared(pair)
  }
  const endComparison = () => {
    setCompared(null)
    setTimeout(() => {
      if (homeId !== null && isFocusFree()) focusRow(homeId)
    })
  }
  const step = (by: 1 | -1) => () => {
    const at = rows.findIndex(({ id }) => id === focusedId())
    // One comes back to the row that was left.
    const next = at === -1 ? (lastId === null && by === -1 ? rows.at(-1)?.id : homeId) : rows[at + by]?.id
    if (next === undefined || next === null) return false
    focusRow(next)
  }
  // Elsewhere an arrow scrolls what is compared.
  const walk = (by: 1 | -1) => (event: KeyboardEvent | null) =>
    event?.key.startsWith('Arrow') === true && compared !== null && focusedId() === null ? false : step(by)()
  const onFocused = (act: (id: string) => unknown) => () => {
    const id = focusedId()
    return id === null ? false : act(id)
  }
  const isFocused = () => focusedId() !== null
  useCommand('list.next', walk(1))
  useCommand('list.previous', walk(-1))
  useCommand('candidate.mark', onFocused(mark))
  useCommand(
    'work.changes',
    onFocused((id) => onOpen(id, 'changes')),
    { when: isFocused, room: 'candidates' },
  )
  useCommand(
    'contest.take',
    onFocused((id) => take(byId.get(id))),
    { when: isFocused },
  )
  useCommand('candidate.compare', compare)
  useCommand('task.say', () => setMessaging(true), { enabled: canMessage })
  useCommand('view.back', endComparison, { room: 'candidates', enabled: compared !== null })

  if (candidates.length === 0) return <Loading label={t('Loading the candidates')} />
  const cost = candidates.reduce((sum, { usage }) => sum + usage.cost, 0)
  return (
    <div data-contest={contest.id} className="flex min-h-0 flex-1 flex-col">
      <div className="flex min-h-10 flex-none flex-wrap items-center gap-x-3 gap-y-1 text-12 text-fg-2">
        <Chip tone={state.tone === 'idle' ? 'plain' : state.tone} role="status">
          {state.word}
        </Chip>
        <span className="font-mono text-11 text-fg-3" title={contest.baseCommit}>
          {contest.baseBranch}@{contest.baseCommit.slice(0, 7)}
        </span>
        <span className="tabular-nums">{t('{cost} in all', { cost: money(cost) })}</span>
        {isEmpty && (
          <span className="text-fg-3">{t('None has left any work. Add a candidate, or end it.')}</span>
        )}
        {isChoosing && !isEmpty && (
          <span className="text-fg-3 max-[1100px]:hidden">{t('Sorted by check, then by size')}</span>
        )}
        <span className="flex-1" />
        {canMessage && (
          <Button size="s" icon={<MessageSquare />} keys="task.say" onClick={() => setMessaging(true)}>
            {candidates.filter(({ status }) => !isTerminal(status)).length > 1
              ? t('Message all')
              : t('Message')}
          </Button>
        )}
        <Button size="s" icon={<GitCompare />} keys="candidate.compare" onClick={compare}>
          {t('Compare')}
        </Button>
      </div>
      <div
        className={cn(
          'overflow-y-auto',
          compared === null ? 'min-h-0 flex-1 pb-10' : 'max-h-[38%] flex-none',
        )}
      >
        <table className="w-full table-fixed">
          <caption className="sr-only">{t('Candidates')}</caption>
          <thead>
            <tr className="border-b border-line text-start text-11 text-fg-3 [&_th]:px-2 [&_th]:py-1.5 [&_th]:font-normal">
              <th scope="col" className="w-8">
                <span className="sr-only">{t('Mark')}</span>
              </th>
              <th scope="col">{t('Candidate')}</th>
              <th scope="col" className="w-40">
                {t('State')}
              </th>
              <th scope="col" className={cn('w-21', NOT_NARROW)}>
                {t('Check')}
              </th>
              <th scope="col" className="w-24 text-end">
                {t('Changes')}
              </th>
              <th scope="col" className="w-16 text-end">
                {t('Cost')}
              </th>
              <th scope="col" className={cn('w-16 text-end', WIDE_ONLY)}>
                {t('Tokens')}
              </th>
              <th scope="col" className={cn('w-18 text-end', WIDE_ONLY)}>
                {t('Worked')}
              </th>
              <th scope="col" className="w-18">
                <span className="sr-only">{t('Take')}</span>
              </th>
            </tr>
          </thead>
          <tbody onFocus={() => setLastId(focusedId())}>
            {rows.map((run) => (
              <CandidateRow
                key={run.id}
                run={run}
                name={names.get(run.id) ?? ''}
                tabbable={run.id === homeId}
                marked={marks.includes(run.id)}
                isTaken={contest.takenRunId === run.id}
                canTake={canBeTaken(contest, run)}
                onOpen={(tab) => onOpen(run.id, tab)}
                onMark={() => mark(run.id)}
                onTake={() => setTaking(run.id)}
              />
            ))}
          </tbody>
        </table>
      </div>
      {from !== undefined && to !== undefined && (
        <Suspense fallback={<Loading label={t('Loading what differs')} />}>
          <Differences
            key={`${from.id} ${to.id}`}
            contestId={contest.id}
            from={from}
            to={to}
            names={names}
            onClose={endComparison}
          />
        </Suspense>
      )}
      {messaging && (
        <MessageDialog contest={contest} candidates={candidates} onClose={() => setMessaging(false)} />
      )}
      {takingRun !== undefined && (
        <TakeDialog
          contest={contest}
          candidates={candidates}
          run={takingRun}
          onClose={() => {
            setTaking(null)
            // A dialog gives the focus back to what opened it, and a key is nothing that could have it.
            setTimeout(() => focusRow(takingRun.id))
          }}
        />
      )}
    </div>
  )
}
