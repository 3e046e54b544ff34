import { Link } from '@tanstack/react-router'
import { ListOrdered, Rows3, Zap } from 'lucide-react'
import { useEffect, useState } from 'react'
import { isBatchOver } from '#shared/batch-words.ts'
import type { Batch } from '#shared/batches.ts'
import { TopBar } from '../app/top-bar.tsx'
import { attempt } from '../state/actions.ts'
import { useBatches } from '../state/batches.ts'
import { useProject } from '../state/hooks.ts'
import { loadBatches } from '../state/load.ts'
import { goTo } from '../state/navigation.ts'
import { Button } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { Dot } from '../ui/dot.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { colorValue } from '../ui/icons/color.ts'
import { Kbd } from '../ui/kbd.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { Ago, Elapsed } from '../ui/time.tsx'
import { useShortcut } from '../ui/use-shortcut.ts'
import { BatchBar } from './batch-bar.tsx'
import { TEXT } from './tones.ts'
import { batchName, batchState, MODE_NAMES } from './words.ts'

/** All batches: those that go on, then those that are over. */
export function BatchesScreen() {
  const all = useBatches()
  const open = all.filter(({ status }) => !isBatchOver(status))
  const over = all.filter(({ status }) => isBatchOver(status))
  const [loaded, setLoaded] = useState(false)
  const [cursor, setCursor] = useState<string | null>(null)
  useEffect(() => {
    void attempt(() => loadBatches(null), 'The batches could not be read').then((next) => {
      setCursor(next)
      setLoaded(true)
    })
  }, [])
  useRowKeys()

  return (
    <>
      <TopBar crumbs={[]} title="Batches">
        {open.length > 0 && (
          <span className="truncate text-12 text-fg-3 max-[720px]:hidden">{open.length} open</span>
        )}
      </TopBar>
      {all.length === 0 ? (
        loaded ? (
          <NoBatches />
        ) : (
          <div className="grid place-items-center py-16">
            <Spinner label="Loading the batches" size={16} />
          </div>
        )
      ) : (
        <div className="min-h-0 flex-1 overflow-y-auto [scrollbar-gutter:stable]">
          <div className="grid gap-6 px-7 py-5 max-[1100px]:px-5">
            <Group name="Open" batches={open} />
            <Group name="Recent" batches={over} />
            {cursor !== null && (
              <Button
                className="justify-self-center"
                onClick={() =>
                  void attempt(() => loadBatches(cursor), 'Older batches could not be read').then(setCursor)
                }
              >
                Show older
              </Button>
            )}
          </div>
        </div>
      )}
    </>
  )
}

const NoBatches = () => (
  <EmptyState
    className="flex-1 content-center"
    icon={<Zap />}
    title="No batches yet"
    action={<Button onClick={() => goTo({ to: 'board', projectId: null })}>Go to the board</Button>}
  >
    <p>
      A batch executes several tasks and brings their work together in one branch, merged and checked task by
      task. Select cards with <Kbd keys="x" /> on the board, then press <Kbd keys="shift+e" />.
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
  const { word, tone } = batchState(batch)
  const { counts, mode } = batch
  return (
    <li className="border-b border-line">
      <Link
        to="/batches/$id"
        params={{ id: batch.id }}
        data-batch-row
        className="-mx-2 grid h-10 grid-cols-[minmax(0,1.2fr)_minmax(0,0.7fr)_110px_minmax(80px,1fr)_96px_84px] items-center gap-4 rounded-m px-2 text-12 transition-colors duration-(--fast) hover:bg-hover max-[1100px]:grid-cols-[minmax(0,1.2fr)_minmax(0,0.7fr)_100px_minmax(60px,0.7fr)_84px_72px] max-[1100px]:gap-3"
      >
        <span className="truncate font-medium">{batchName(batch)}</span>
        <span className="flex min-w-0 items-center gap-2 text-fg-2">
          <Dot color={colorValue(project?.color ?? 'gray')} />
          <span className="truncate">{project?.name}</span>
        </span>
        <span className="flex items-center gap-1.5 text-fg-3 [&_svg]:size-3.5">
          {mode === 'queue' ? <ListOrdered aria-hidden /> : <Rows3 aria-hidden />}
          {MODE_NAMES[mode]}
        </span>
        <span className="flex items-center gap-2.5">
          <BatchBar tasks={batch.tasks} className="min-w-0 flex-1" />
          <span className="flex-none text-11 text-fg-3 tabular-nums">
            {counts.merged} of {counts.total}
          </span>
        </span>
        <span className={cn('truncate font-medium', TEXT[tone])}>{word}</span>
        <span className="truncate text-right text-11 text-fg-3">
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
  useShortcut('j, arrowdown', step(1))
  useShortcut('k, arrowup', step(-1))
}
