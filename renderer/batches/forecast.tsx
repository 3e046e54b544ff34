import { TriangleAlert } from 'lucide-react'
import { useMemo, useState } from 'react'
import { isBatchOver, isSettled } from '#shared/batch-words.ts'
import type { Batch } from '#shared/batches.ts'
import type { ConflictFile, Forecast, Overlap } from '#shared/forecasts.ts'
import { reorderBatch } from '../state/batches.ts'
import { useFollowForecast, useForecast } from '../state/forecasts.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { visible } from '../ui/visible-text.ts'
import {
  fileWords,
  hinderedNow,
  list,
  markWords,
  offeredOrder,
  outcomeWords,
  sharedFiles,
} from './forecast-words.ts'

const whole = (forecast: Forecast | undefined) => forecast

/** How the work of the batch will merge, as long as something can be done about it; nothing where all is well. */
export function ForecastSection({ batch, onPick }: { batch: Batch; onPick: (taskId: string) => void }) {
  useFollowForecast(batch)
  const forecast = useForecast(batch.id, whole)
  if (forecast === undefined || isBatchOver(batch.status)) return null
  if (forecast.unavailable !== null)
    return (
      <section aria-labelledby="batch-forecast" className="grid gap-1">
        <Title />
        <p className="max-w-[80ch] text-12 text-fg-3">{forecast.unavailable}</p>
      </section>
    )
  const settled = new Set(batch.tasks.flatMap(({ taskId, status }) => (isSettled(status) ? [taskId] : [])))
  const resolving = batch.tasks.find(({ stage }) => stage === 'resolving')?.taskId
  const overlaps = forecast.overlaps.filter(({ taskId, withTaskId }) =>
    // What is being resolved is no forecast any more.
    withTaskId === null
      ? !settled.has(taskId) && taskId !== resolving
      : !settled.has(taskId) && !settled.has(withTaskId),
  )
  if (overlaps.every(({ files, withTaskId }) => files.length === 0 && withTaskId === null)) return null
  const names = new Map(batch.tasks.map(({ taskId, identifier }) => [taskId, identifier]))
  const nameOf = (taskId: string) => names.get(taskId) ?? ''
  return (
    <section aria-labelledby="batch-forecast" className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
      <Title />
      <Outcome batch={batch} forecast={forecast} nameOf={nameOf} />
      <Conflicts
        overlaps={overlaps.filter(({ files }) => files.length > 0)}
        more={forecast.more}
        nameOf={nameOf}
        onPick={onPick}
      />
      <Shared files={sharedFiles(overlaps, nameOf)} />
    </section>
  )
}

const Title = () => (
  <h2 id="batch-forecast" className="text-11 font-medium text-fg-3">
    {t('Forecast')} <span className="font-normal">· {t('how the work will merge as it stands now')}</span>
  </h2>
)

/** What comes of the conflicts, and the order in which it is less. */
function Outcome({
  batch,
  forecast,
  nameOf,
}: {
  batch: Batch
  forecast: Forecast
  nameOf: (taskId: string) => string
}) {
  const [busy, setBusy] = useState(false)
  const behavior = batch.options.conflictBehavior
  const open = new Set(batch.tasks.flatMap(({ taskId, status }) => (isSettled(status) ? [] : [taskId])))
  const words = outcomeWords(
    hinderedNow(batch, forecast).filter((id) => open.has(id)),
    behavior,
    nameOf,
  )
  const order = offeredOrder(batch, forecast)
  const inOrder = (ids: readonly string[]) => list(ids.filter((id) => open.has(id)).map(nameOf), 6)
  // The host moves nothing while a merge goes on.
  const isMerging = batch.tasks.some(({ stage }) => stage !== null)
  if (words === null) return null
  return (
    <div
      role="status"
      className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1.5 rounded-m border border-wait/30 bg-wait/8 py-1.5 pe-1.5 ps-2.5 text-12"
    >
      <TriangleAlert aria-hidden className="size-4 flex-none text-wait" />
      <p className="min-w-0 flex-1 basis-80">
        {words}
        {order !== null && (
          <span className="text-fg-2">
            {' '}
            {forecast.hinderedThen.length === 0
              ? t('In the order {order} nothing would be in the way.', { order: inOrder(order) })
              : t('In the order {order} it would be {tasks} only.', {
                  order: inOrder(order),
                  tasks: list(forecast.hinderedThen.map(nameOf)),
                })}
          </span>
        )}
      </p>
      {order !== null && (
        <Button
          size="s"
          busy={busy}
          disabled={isMerging}
          title={
            isMerging ? t('A task is being merged. The order can be changed when that is done.') : undefined
          }
          onClick={() => {
            setBusy(true)
            void reorderBatch(batch, order).finally(() => setBusy(false))
          }}
        >
          {t('Use this order')}
        </Button>
      )}
    </div>
  )
}

/** Rows that are shown before one asks for more. */
const SHOWN = 6

function Conflicts({
  overlaps,
  more,
  nameOf,
  onPick,
}: {
  overlaps: readonly Overlap[]
  /** Those that are not told one by one. */
  more: number
  nameOf: (taskId: string) => string
  onPick: (taskId: string) => void
}) {
  const [all, setAll] = useState(false)
  if (overlaps.length === 0) return null
  const hidden = all ? 0 : Math.max(0, overlaps.length - SHOWN)
  return (
    <>
      <ul className="divide-y divide-line border-b border-line">
        {overlaps.slice(0, overlaps.length - hidden).map((overlap) => (
          <ConflictRow
            key={`${overlap.taskId} ${overlap.withTaskId}`}
            overlap={overlap}
            nameOf={nameOf}
            onPick={onPick}
          />
        ))}
      </ul>
      {hidden > 0 && (
        <Button size="s" variant="ghost" className="justify-self-start" onClick={() => setAll(true)}>
          {t('Show {count} more', { count: hidden })}
        </Button>
      )}
      {hidden === 0 && more > 0 && (
        <p className="text-11 text-fg-3">{t('and {count} more', { count: more })}</p>
      )}
    </>
  )
}

function ConflictRow({
  overlap: { taskId, withTaskId, files, shared, more },
  nameOf,
  onPick,
}: {
  overlap: Overlap
  nameOf: (taskId: string) => string
  onPick: (taskId: string) => void
}) {
  const left = more + shared.length
  return (
    <li className="grid min-h-8 grid-cols-[calc(250px*var(--scale))_minmax(0,1fr)] items-baseline gap-2.5 py-1.5 text-12 max-[1100px]:grid-cols-[calc(220px*var(--scale))_minmax(0,1fr)]">
      <span className="flex flex-wrap items-baseline gap-x-1 text-wait">
        {rich('{task} <soft>conflicts with</soft> {other}', {
          task: <Name id={taskId} nameOf={nameOf} onPick={onPick} />,
          soft: (text) => <span className="text-fg-3">{text}</span>,
          other:
            withTaskId === null ? (
              <span>{t('what is merged')}</span>
            ) : (
              <Name id={withTaskId} nameOf={nameOf} onPick={onPick} />
            ),
        })}
      </span>
      <span className="flex min-w-0 flex-wrap gap-x-3 gap-y-0.5">
        {files.map((file) => (
          <File key={file.path} file={file} />
        ))}
        {left > 0 && (
          <span className="text-11 text-fg-3">{t('{count} more changed by both', { count: left })}</span>
        )}
      </span>
    </li>
  )
}

/** What several change without harm, in a line. */
function Shared({ files }: { files: ReturnType<typeof sharedFiles> }) {
  if (files.length === 0) return null
  const shown = files.slice(0, SHOWN).map(({ path, names }, index) => (
    <span key={path}>
      {index > 0 && ', '}
      <span className="font-mono-11 text-fg-2">{visible(path)}</span> ({names.join(', ')})
    </span>
  ))
  return (
    <p className="truncate text-11 text-fg-3">
      {files.length > SHOWN
        ? rich('Several change {files} and {count} more, which merges as it stands.', {
            files: shown,
            count: files.length - SHOWN,
          })
        : rich('Several change {files}, which merges as it stands.', { files: shown })}
    </p>
  )
}

function Name({
  id,
  nameOf,
  onPick,
}: {
  id: string
  nameOf: (taskId: string) => string
  onPick: (taskId: string) => void
}) {
  return (
    <button type="button" className="rounded-s font-medium hover:underline" onClick={() => onPick(id)}>
      {nameOf(id)}
    </button>
  )
}

const File = ({ file }: { file: ConflictFile }) => (
  <span className="min-w-0 [overflow-wrap:anywhere]">
    <span className="font-mono-11 text-fg">{visible(file.path)}</span>{' '}
    <span className="text-11 text-fg-3 tabular-nums">{fileWords(file)}</span>
  </span>
)

/** Of each task that will not merge by itself, why. */
export function useForecastMarks(batch: Batch): ReadonlyMap<string, string> {
  const forecast = useForecast(batch.id, whole)
  return useMemo(() => {
    const marks = new Map<string, string>()
    if (forecast === undefined) return marks
    const taskOf = new Map(batch.tasks.map((task) => [task.taskId, task]))
    const hindered = hinderedNow(batch, forecast)
    for (const id of hindered) {
      const task = taskOf.get(id)
      if (task === undefined || isSettled(task.status)) continue
      const words = markWords(forecast.overlaps, hindered, id, (other) => taskOf.get(other)?.identifier ?? '')
      if (words !== null) marks.set(id, words)
    }
    return marks
  }, [batch, forecast])
}

/** On the row of a task that will not merge by itself. */
export const ForecastMark = ({ words }: { words: string }) => (
  <span role="img" aria-label={visible(words)} title={visible(words)} className="flex-none text-wait">
    <TriangleAlert aria-hidden className="size-3.5" />
  </span>
)
