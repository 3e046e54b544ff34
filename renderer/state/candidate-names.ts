import type { Run } from '#shared/runs.ts'
import { shortModel } from './models.ts'

/** What candidates are told apart by. */
export type Named = Pick<Run, 'id' | 'attempt' | 'model' | 'variant' | 'agent'>

/**
 * What candidates of one contest are called: by model, with variant and agent where they differ in those, and numbered
 * where nothing else tells them apart.
 */
export function candidateNames(candidates: readonly Named[]): ReadonlyMap<string, string> {
  const differ = (of: (run: Named) => string | null) => new Set(candidates.map(of)).size > 1
  const withVariant = differ(({ variant }) => variant)
  const withAgent = differ(({ agent }) => agent)
  const plain = candidates
    .toSorted((a, b) => a.attempt - b.attempt)
    .map((run) => {
      const parts = [shortModel(run.model), withVariant ? run.variant : null, withAgent ? run.agent : null]
      return { id: run.id, name: parts.filter((part) => part !== null).join(' · ') }
    })
  const seen = new Map<string, number>()
  return new Map(
    plain.map(({ id, name }) => {
      const number = (seen.get(name) ?? 0) + 1
      seen.set(name, number)
      return [id, plain.some((other) => other.name === name && other.id !== id) ? `${name} ${number}` : name]
    }),
  )
}
