import { Link } from '@tanstack/react-router'
import { Zap } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import { batchName } from '#shared/batch-news.ts'
import { isBatchOver } from '#shared/batch-words.ts'
import type { Batch } from '#shared/batches.ts'
import { TopBar } from '../app/top-bar.tsx'
import { useCommand } from '../commands/use-command.ts'
import { ProjectChoice } from '../projects/project-choice.tsx'
import { attempt } from '../state/actions.ts'
import { useBatches } from '../state/batches.ts'
import { PublicationChip } from '../publications/publication-chip.tsx'
import { useProject } from '../state/hooks.ts'
import { loadBatches } from '../state/load.ts'
import { goTo } from '../state/navigation.ts'
import { usePublicationOf } from '../state/publications.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { Dot } from '../ui/dot.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { colorValue } from '../ui/icons/color.ts'
import { Kbd } from '../ui/kbd.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { Ago, Elapsed } from '../ui/time.tsx'
import { BatchBar } from './batch-bar.tsx'
import { type BatchFilterState, filterBatches } from './filter.ts'
import { MODE_ICONS } from './mode-icons.tsx'
import { TEXT } from '../ui/tones.ts'
import { batchState, MODE_NAMES } from './words.ts'

/** Which batches are shown: by how they stand, and of which project (null = of all). */
type Filter = { state: BatchFilterState; projectId: string | null }

const ALL: Filter = { state: 'all', projectId: null }

/** All batches: those that go on, then those that are over. */
export function BatchesScreen() {
  const all = useBatches()
  const [filter, setFilter] = useState(ALL)
  const { state, projectId } = filter
  const shown = filterBatches(all, state, projectId)
  const open = shown.filter(({ status }) => !isBatchOver(status))
  const over = shown.filter(({ status }) => isBatchOver(status))
  const older = useOlder(projectId)
  useRowKeys()

  return (
    <>
      <TopBar
        crumbs={[]}
        title={t('Batches')}
        actions={all.length > 0 && <Filters filter={filter} onChange={setFilter} />}
      >
        {open.length > 0 && (
          <span className="truncate text-12 text-fg-3 max-[720px]:hidden">
            {t('{count} open', { count: open.length })}
          </span>
        )}
      </TopBar>
      {all.length === 0 ? (
        older.isLoaded ? (
          <NoBatches />
        ) : (
          <div className="grid place-items-center py-16">
            <Spinner label={t('Loading the batches')} size={16} />
          </div>
        )
      ) : (
        <div className="flex min-h-0 flex-1 flex-col overflow-y-auto [scrollbar-gutter:stable]">
          {shown.length === 0 && older.isLoaded && (
            <NoneMatch hasOlder={older.load !== null} onClear={() => setFilter(ALL)} />
          )}
          <div className="grid gap-6 px-7 py-5 max-[1100px]:px-5">
            <Group name={t('Open')} batches={open} />
            <Group name={t('Recent')} batches={over} />
            {older.load !== null && state !== 'open' && (
              <Button className="justify-self-center" onClick={older.load}>
                {t('Show older')}
              </Button>
            )}
          </div>
        </div>
      )}
    </>
  )
}

/** The pages of a project's batches, or of all: the first one is brought at once, the others when asked for. */
function useOlder(projectId: string | null): { isLoaded: boolean; load: (() => void) | null } {
  const [page, setPage] = useState<{ of: string | null; cursor: string | null } | null>(null)
  const load = useCallback(
    (cursor: string | null) =>
      void attempt(() => loadBatches(cursor, projectId), t('The batches could not be read')).then((next) =>
        setPage({ of: projectId, cursor: next }),
      ),
    [projectId],
  )
  useEffect(() => load(null), [load])
  const isLoaded = page?.of === projectId
  const cursor = isLoaded ? page.cursor : null
  return { isLoaded, load: cursor === null ? null : () => load(cursor) }
}

function Filters({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) {
  return (
    <>
      <ProjectChoice
        value={filter.projectId}
        width={150}
        onChange={(projectId) => onChange({ ...filter, projectId })}
      />
      <Segmented
        label={t('Which batches')}
        value={filter.state}
        options={[
          { id: 'all', label: t('All') },
          { id: 'open', label: t('Open') },
          { id: 'ended', label: t('Ended') },
        ]}
        onChange={(state) => onChange({ ...filter, state })}
      />
    </>
  )
}

const NoneMatch = ({ hasOlder, onClear }: { hasOlder: boolean; onClear: () => void }) => (
  <EmptyState
    className="py-16"
    icon={<Zap />}
    title={hasOlder ? t('None of the batches shown so far match') : t('No batch matches')}
    action={<Button onClick={onClear}>{t('Show all batches')}</Button>}
  >
    {t('Choose another state or project above.')}
  </EmptyState>
)

const NoBatches = () => (
  <EmptyState
    className="flex-1 content-center"
    icon={<Zap />}
    title={t('No batches yet')}
    action={<Button onClick={() => goTo({ to: 'board', projectId: null })}>{t('Go to the board')}</Button>}
  >
    <p>
      {rich(
        'A batch executes several tasks and brings their work together in one branch, merged and checked task by task. Select cards with {select} on the board, then press {batch}.',
        { select: <Kbd keys="card.select" />, batch: <Kbd keys="task.batch" /> },
      )}
    </p>
  </EmptyState>
)

function Group({ name, batches }: { name: string; batches: readonly Batch[] }) {
  if (batches.length === 0) return null
  return (
    <section aria-label={name}>
      <h2 className="pb-1 text-11 font-medium text-fg-3">{name}</h2>
      <ul>
        {batches.map((batch) => (
          <BatchRow key={batch.id} batch={batch} />
        ))}
      </ul>
    </section>
  )
}

function BatchRow({ batch }: { batch: Batch }) {
  const project = useProject(batch.projectId)
  const publication = usePublicationOf(batch.id)
  const { word, tone } = batchState(batch)
  const { counts, mode } = batch
  return (
    <li className="border-b border-line">
      <Link
        to="/batches/$id"
        params={{ id: batch.id }}
        data-batch-row
        className="-mx-2 grid h-10 grid-cols-[minmax(0,1.2fr)_minmax(0,0.7fr)_calc(110px*var(--scale))_minmax(calc(80px*var(--scale)),1fr)_calc(96px*var(--scale))_calc(84px*var(--scale))] items-center gap-4 rounded-m px-2 text-12 transition-colors duration-(--fast) hover:bg-hover max-[1100px]:grid-cols-[minmax(0,1.2fr)_minmax(0,0.7fr)_100px_minmax(60px,0.7fr)_84px_72px] max-[1100px]:gap-3"
      >
        <span className="flex min-w-0 items-center gap-2">
          <span className="truncate font-medium">{batchName(batch)}</span>
          {publication !== undefined && <PublicationChip publication={publication} short plain />}
        </span>
        <span className="flex min-w-0 items-center gap-2 text-fg-2">
          <Dot color={colorValue(project?.color ?? 'gray')} />
          <span className="truncate">{project?.name}</span>
        </span>
        <span className="flex items-center gap-1.5 text-fg-3 [&_svg]:size-3.5">
          {MODE_ICONS[mode]}
          {MODE_NAMES[mode]}
        </span>
        <span className="flex items-center gap-2.5">
          <BatchBar tasks={batch.tasks} className="min-w-0 flex-1" />
          <span className="flex-none text-11 text-fg-3 tabular-nums">
            {t('{merged} of {total}', { merged: counts.merged, total: counts.total })}
          </span>
        </span>
        <span className={cn('truncate font-medium', TEXT[tone])}>{word}</span>
        <span className="truncate text-end text-11 text-fg-3">
          {batch.endedAt === null ? <Elapsed since={batch.createdAt} /> : <Ago at={batch.endedAt} />}
        </span>
      </Link>
    </li>
  )
}

/** Arrows, and J and K, go from row to row. */
function useRowKeys(): void {
  const step = (by: 1 | -1) => () => {
    const rows = [...document.querySelectorAll<HTMLElement>('[data-batch-row]')]
    const at = rows.findIndex((row) => row === document.activeElement)
    const next = at === -1 ? (by === 1 ? rows[0] : rows.at(-1)) : rows[at + by]
    if (next === undefined) return false
    next.focus()
  }
  useCommand('list.next', step(1))
  useCommand('list.previous', step(-1))
}
