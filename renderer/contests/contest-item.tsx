import { Split } from 'lucide-react'
import type { Contest } from '#shared/contests.ts'
import { InboxItem } from '../inbox/inbox-item.tsx'
import { candidateNames } from '../state/candidate-names.ts'
import { useCandidates } from '../state/contests.ts'
import { useTask } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { t } from '../strings/t.ts'
import { CandidateDots } from './candidate-dots.tsx'
import { contestState, outcomeWord } from './words.ts'

/** In the inbox: a contest of which the user has to take a candidate, once for all of them. */
export function ContestItem({
  contest,
  selected,
  onSelect,
}: {
  contest: Contest
  selected: boolean
  onSelect: () => void
}) {
  const task = useTask(contest.taskId)
  const candidates = useCandidates(contest)
  const names = candidateNames(candidates)
  const said = contestState(contest, candidates).word
  return (
    <InboxItem
      selected={selected}
      onSelect={onSelect}
      contestId={contest.id}
      projectId={contest.projectId}
      about={task?.identifier}
      title={task?.title}
      label={t('{state}: {task}', { state: said, task: task?.identifier ?? t('a task') })}
      icon={<Split aria-hidden />}
      action={t('Compare')}
      onOpen={() => {
        if (task !== undefined) goTo({ to: 'task', identifier: task.identifier })
      }}
    >
      <p className="flex min-w-0 flex-1 items-center gap-2">
        <span className="flex-none font-medium">{said}</span>
        <CandidateDots candidates={candidates} />
        <span className="truncate text-fg-2">
          {candidates
            .map((run) => t('{name}: {state}', { name: names.get(run.id) ?? '', state: outcomeWord(run) }))
            .join(', ')}
        </span>
      </p>
    </InboxItem>
  )
}
