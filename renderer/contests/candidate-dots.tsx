import type { Run } from '#shared/runs.ts'
import { FILL } from '../ui/tones.ts'
import { cn } from '../ui/cn.ts'
import { candidateState } from './words.ts'

/** A dot for each candidate, in the colour of its state. */
export const CandidateDots = ({ candidates }: { candidates: readonly Run[] }) => (
  <span aria-hidden className="flex items-center gap-0.75">
    {candidates.map((run) => (
      <span key={run.id} className={cn('size-1.75 rounded-full', FILL[candidateState(run).tone])} />
    ))}
  </span>
)
