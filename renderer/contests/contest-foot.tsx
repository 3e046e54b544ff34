import type { Contest } from '#shared/contests.ts'
import { candidateNames } from '../state/candidate-names.ts'
import type { Task } from '#shared/tasks.ts'
import { TEXT } from '../ui/tones.ts'
import { Foot, Line } from '../board/card-foot.tsx'
import { CardRequests } from '../board/card-requests.tsx'
import { useCandidates } from '../state/contests.ts'
import { isOpen, useInbox } from '../state/requests.ts'
import { cn } from '../ui/cn.ts'
import { money } from '../ui/duration.ts'
import { CandidateDots } from './candidate-dots.tsx'
import { contestState } from './words.ts'

/** Foot of a card whose task has candidates: how they stand, and what the first of them asks. */
export function ContestFoot({ task, contest }: { task: Task; contest: Contest }) {
  const candidates = useCandidates(contest)
  const asked = useInbox().filter((request) => isOpen(request) && contest.runIds.includes(request.runId))
  const asking = candidates.find(({ id }) => id === asked[0]?.runId)
  const state = contestState(contest, candidates)
  const cost = candidates.reduce((sum, { usage }) => sum + usage.cost, 0)
  return (
    <>
      {asking !== undefined && (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-1">
          <span className="truncate text-11 text-fg-3">{candidateNames(candidates).get(asking.id)}</span>
          <CardRequests
            task={task}
            run={asking}
            isWaiting={asking.status === 'waiting'}
            total={asked.length}
          />
        </div>
      )}
      <Foot>
        <Line>
          <CandidateDots candidates={candidates} />
          <span className={cn('min-w-0 truncate font-medium', TEXT[state.tone])}>{state.word}</span>
          <span className="ms-auto text-fg-3">{money(cost)}</span>
        </Line>
      </Foot>
    </>
  )
}
