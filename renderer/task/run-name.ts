import type { Run } from '#shared/runs.ts'

/** What a run is called beside the others of its task. */
export function runName({ purpose, attempt }: Pick<Run, 'purpose' | 'attempt'>): string {
  switch (purpose) {
    case 'resolve':
      return 'Resolving a conflict'
    case 'combined':
      return `Run ${attempt}, for its whole batch`
    case 'task':
      return `Run ${attempt}`
  }
}
