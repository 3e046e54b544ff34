import { Copy, Plus, X } from 'lucide-react'
import { useEffect } from 'react'
import { CANDIDATES } from '#shared/contest-words.ts'
import type { Candidate } from '#shared/contests.ts'
import type { Project } from '#shared/projects.ts'
import { type Worker, WorkerChips } from '../board/worker-chips.tsx'
import { ModelPicker } from '../providers/model-picker.tsx'
import { loadModels, type ModelFallback } from '../state/models.ts'
import { t } from '../strings/t.ts'
import { Button, IconButton } from '../ui/button.tsx'

/** A candidate that is being written, with a key that stays with its row. */
export type Row = Worker & { key: number }

/** A row as the host takes it: nothing of the task's is meant where the row says otherwise. */
export function candidateOf(
  row: Worker,
  fallback: Pick<ModelFallback, 'model'>,
  project: Pick<Project, 'agent' | 'variant'>,
): Candidate {
  const model = row.model ?? fallback.model
  // The project's variant is one of the model that the project names.
  const variant = row.variant ?? (model === fallback.model ? project.variant : null)
  return { ...(model === null ? {} : { model }), agent: row.agent ?? project.agent ?? 'build', variant }
}

/** Who the candidates are: two to six of them. */
export function CandidateRows({
  projectId,
  fallback,
  rows,
  onChange,
}: {
  projectId: string
  fallback: ModelFallback
  rows: readonly Row[]
  onChange: (rows: readonly Row[]) => void
}) {
  // The variants of a model are known with the models.
  useEffect(() => void loadModels(), [])
  const last = rows.at(-1)
  const add = (worker: Worker) =>
    onChange([...rows, { ...worker, key: Math.max(0, ...rows.map(({ key }) => key)) + 1 }])
  const isFull = rows.length >= CANDIDATES.max
  return (
    <section aria-label={t('Candidates')} className="grid gap-1.5">
      <ol className="divide-y divide-line rounded-m border border-line">
        {rows.map((row, index) => (
          <li
            key={row.key}
            aria-label={t('Candidate {number}', { number: index + 1 })}
            className="flex min-h-10 items-center gap-2 px-3 py-1.5"
          >
            <span aria-hidden className="w-3 text-11 text-fg-3 tabular-nums">
              {index + 1}
            </span>
            <div className="flex min-w-0 flex-1 flex-wrap items-center gap-1.5">
              <WorkerChips
                projectId={projectId}
                value={row}
                onChange={(worker) =>
                  onChange(
                    rows.map((one) =>
                      one.key === row.key
                        ? { ...worker, model: worker.model ?? fallback.model, key: row.key }
                        : one,
                    ),
                  )
                }
              />
            </div>
            {rows.length > CANDIDATES.min && (
              <IconButton
                size="s"
                side="left"
                label={t('Remove candidate {number}', { number: index + 1 })}
                onClick={() => onChange(rows.filter(({ key }) => key !== row.key))}
              >
                <X />
              </IconButton>
            )}
          </li>
        ))}
      </ol>
      <div className="flex flex-wrap gap-1.5">
        <Button
          size="s"
          variant="ghost"
          icon={<Copy />}
          disabled={isFull || last === undefined}
          onClick={() => last !== undefined && add(last)}
        >
          {t('Same again')}
        </Button>
        <ModelPicker
          value={null}
          fallback={fallback}
          connects={false}
          onChange={(model) =>
            add({ model: model ?? fallback.model, variant: null, agent: last?.agent ?? null })
          }
          trigger={
            <Button size="s" variant="ghost" icon={<Plus />} disabled={isFull}>
              {t('Another model')}
            </Button>
          }
        />
        {isFull && (
          <span className="self-center text-11 text-fg-3">
            {t('{count} at most', { count: CANDIDATES.max })}
          </span>
        )}
      </div>
    </section>
  )
}
