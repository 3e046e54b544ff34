import { useMemo } from 'react'
import type { Run } from '#shared/runs.ts'
import { candidateNames } from '../state/candidate-names.ts'
import { t } from '../strings/t.ts'

/** What a run is called beside the others of its task. A candidate has a name of its own, in {@link useRunNames}. */
export function runName({ purpose, attempt }: Pick<Run, 'purpose' | 'attempt'>): string {
  switch (purpose) {
    case 'resolve':
      return t('Resolving a conflict')
    case 'combined':
      return t('Run {attempt}, for its whole batch', { attempt })
    case 'task':
      return t('Run {attempt}', { attempt })
  }
}

/** What each run of a task is called; candidates are told apart by their models. */
export function useRunNames(runs: readonly Run[]): (run: Run) => string {
  const names = useMemo(() => {
    const contests = Map.groupBy(
      runs.filter(({ contestId }) => contestId !== null),
      ({ contestId }) => contestId,
    )
    return new Map([...contests.values()].flatMap((candidates) => [...candidateNames(candidates)]))
  }, [runs])
  return (run) => names.get(run.id) ?? runName(run)
}
