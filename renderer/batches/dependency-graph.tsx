import { memo } from 'react'
import type { Batch } from '#shared/batches.ts'
import type { Run } from '#shared/runs.ts'
import { t } from '../strings/t.ts'
import { cn } from '../ui/cn.ts'
import { Dot } from '../ui/dot.tsx'
import { scaled } from '../ui/scaled.ts'
import { layGraph } from './graph.ts'
import { TEXT, type Tone } from '../ui/tones.ts'
import { taskTone, taskWord } from './task-words.ts'

/** Of a node and the gaps between nodes, in pixels, where everything is as large as drawn for. */
const WIDTH = 136
const HEIGHT = 24
const GAP_X = 44
const GAP_Y = 8

const COLOR: Record<Tone, string> = {
  run: 'var(--run)',
  wait: 'var(--wait)',
  review: 'var(--review)',
  ok: 'var(--ok)',
  bad: 'var(--bad)',
  idle: 'var(--idle)',
}

type DependencyGraphProps = {
  batch: Batch
  runOf: ReadonlyMap<string, Run>
  onPick: (taskId: string) => void
}

/** What an agent says many times a second changes nothing of the picture. */
const sameGraph = (a: DependencyGraphProps, b: DependencyGraphProps): boolean =>
  a.batch === b.batch &&
  a.onPick === b.onPick &&
  a.batch.tasks.every(({ runId }) => a.runOf.get(runId ?? '')?.status === b.runOf.get(runId ?? '')?.status)

/** Which tasks wait for which others, where any do. */
export const DependencyGraph = memo(function DependencyGraph({ batch, runOf, onPick }: DependencyGraphProps) {
  const { nodes, edges, columns, rows } = layGraph(
    batch.tasks.map(({ taskId, dependsOn }) => ({ id: taskId, dependsOn })),
  )
  if (nodes.length === 0) return null
  const taskOf = new Map(batch.tasks.map((task) => [task.taskId, task]))
  const placeOf = new Map(
    nodes.map(({ id, column, row }) => [id, { x: column * (WIDTH + GAP_X), y: row * (HEIGHT + GAP_Y) }]),
  )
  const width = columns * (WIDTH + GAP_X) - GAP_X
  const height = rows * (HEIGHT + GAP_Y) - GAP_Y
  return (
    <section aria-labelledby="batch-graph" className="grid gap-2">
      <h2 id="batch-graph" className="text-11 font-medium text-fg-3">
        {t('Dependencies')}
      </h2>
      <div className="overflow-x-auto pb-1">
        <div dir="ltr" className="relative" style={{ width: scaled(width), height: scaled(height) }}>
          <svg aria-hidden viewBox={`0 0 ${width} ${height}`} className="absolute inset-0 size-full">
            {edges.map(({ from, to }) => {
              const [a, b] = [placeOf.get(from), placeOf.get(to)]
              if (a === undefined || b === undefined) return null
              const isMerged = taskOf.get(from)?.status === 'merged'
              const [x1, y1, x2, y2] = [a.x + WIDTH, a.y + HEIGHT / 2, b.x, b.y + HEIGHT / 2]
              const bend = Math.min(GAP_X, x2 - x1) / 2
              return (
                <path
                  key={`${from} ${to}`}
                  d={`M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`}
                  fill="none"
                  strokeWidth="1.5"
                  stroke={isMerged ? 'var(--ok)' : 'var(--line-strong)'}
                />
              )
            })}
          </svg>
          <ul>
            {nodes.map(({ id }) => {
              const task = taskOf.get(id)
              const at = placeOf.get(id)
              if (task === undefined || at === undefined) return null
              const parents = task.dependsOn
                .map((parent) => taskOf.get(parent)?.identifier)
                .filter((name) => name !== undefined)
              const run = runOf.get(task.runId ?? '')
              const tone = taskTone(task, run)
              return (
                <li key={id} className="absolute" style={{ left: scaled(at.x), top: scaled(at.y) }}>
                  <button
                    type="button"
                    tabIndex={-1}
                    onClick={() => onPick(id)}
                    style={{ width: scaled(WIDTH), height: scaled(HEIGHT) }}
                    className="flex items-center gap-1.5 rounded-m border border-line-strong bg-raised px-2 text-11 hover:bg-hover"
                  >
                    <Dot color={COLOR[tone]} size={6} />
                    <span className="flex-none">{task.identifier}</span>
                    <span className={cn('ms-auto truncate', TEXT[tone])}>{taskWord(task, run)}</span>
                    {parents.length > 0 && (
                      <span className="sr-only">, {t('after {tasks}', { tasks: parents.join(', ') })}</span>
                    )}
                  </button>
                </li>
              )
            })}
          </ul>
        </div>
      </div>
    </section>
  )
}, sameGraph)
