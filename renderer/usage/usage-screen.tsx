import { useNavigate } from '@tanstack/react-router'
import { ChartColumn, Download } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { TopBar } from '../app/top-bar.tsx'
import { ProjectChoice } from '../projects/project-choice.tsx'
import { attempt } from '../state/attempt.ts'
import type { Problem } from '../state/errors.ts'
import { useProjects } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { Notice } from '../ui/notice.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { ChartPanel } from './chart-panel.tsx'
import { spanWords } from './days.ts'
import { MEASURE } from './measures.ts'
import { namesFor, SPLIT_NAMES } from './names.ts'
import {
  choiceOf,
  type MeasureId,
  RANGES,
  type Range,
  SPLITS,
  type UsageChoice,
  type UsageSearch,
  usageSearchOf,
  usualMeasure,
} from './search.ts'
import { Tiles } from './tiles.tsx'
import { UsageTable } from './usage-table.tsx'
import { type UsageView, viewOf } from './usage-view.ts'
import { useUsage } from './use-usage.ts'

/** What agents did and cost. */
export function UsageScreen({ search }: { search: UsageSearch }) {
  const { range, split, measure: chosen, projectId } = choiceOf(search)
  const navigate = useNavigate()
  const projects = useProjects()
  const names = useMemo(() => namesFor(projects), [projects])
  const { usage, problem, isLoading, reload } = useUsage(range)
  const measure = chosen ?? usualMeasure(usage?.report.rows ?? [])
  const view = useMemo(
    () => (usage === null ? null : viewOf(usage, { split, measure, projectId }, names)),
    [usage, split, measure, projectId, names],
  )
  const change = (part: Partial<UsageChoice>) =>
    void navigate({
      to: '/usage',
      search: usageSearchOf({ range, split, measure: chosen, projectId, ...part }),
      replace: true,
    })
  const save = (shown: UsageView) =>
    void attempt(
      async () => (await import('./save-usage.ts')).saveUsage(shown.rows, shown.span, names),
      t('The figures were not saved'),
    )
  const isEmpty = usage?.report.firstDay === null

  return (
    <>
      <TopBar
        crumbs={[]}
        title={t('Usage')}
        actions={
          !isEmpty && (
            <Button
              icon={<Download />}
              disabled={view === null || view.rows.length === 0}
              {...(view === null
                ? {}
                : { reason: t('There are no figures in these days'), onClick: () => save(view) })}
            >
              {t('Download CSV')}
            </Button>
          )
        }
      >
        {view !== null && !isEmpty && <Compared view={view} />}
      </TopBar>
      {isEmpty ? (
        <NoUsage />
      ) : (
        <div
          aria-busy={isLoading}
          className="flex min-h-0 flex-1 flex-col overflow-y-auto [scrollbar-gutter:stable]"
        >
          <div className="mx-auto grid w-full grid-cols-1 max-w-[calc(1280px*var(--scale))] gap-5 px-7 py-5 max-[1100px]:px-5">
            <Controls choice={{ range, split, measure, projectId }} onChange={change} />
            {view === null && problem === null && <Waiting />}
            {problem !== null && <Failed problem={problem} isLoading={isLoading} onRetry={reload} />}
            {view !== null && (
              <Figures
                view={view}
                choice={{ range, split, measure, projectId }}
                names={names}
                onChange={change}
              />
            )}
          </div>
        </div>
      )}
    </>
  )
}

/** Under a second nothing: most answers are there by then. */
const PATIENCE_MS = 1000

function Waiting() {
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [])
  if (!isLong) return null
  return (
    <div className="grid place-items-center py-16">
      <Spinner label={t('Adding up the usage')} size={16} />
    </div>
  )
}

const RANGE_NAMES: Record<Range, string> = {
  '7': t('7 days'),
  '30': t('30 days'),
  '90': t('90 days'),
  month: t('This month'),
  all: t('All'),
}

type ChoiceProps = {
  choice: UsageChoice & { measure: MeasureId }
  onChange: (part: Partial<UsageChoice>) => void
}

function Controls({ choice, onChange }: ChoiceProps) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Segmented
        label={t('Days')}
        value={choice.range}
        options={RANGES.map((id) => ({ id, label: RANGE_NAMES[id] }))}
        onChange={(range) => onChange({ range })}
      />
      <ProjectChoice value={choice.projectId} width={160} onChange={(projectId) => onChange({ projectId })} />
      <div className="ms-auto flex items-center gap-2 text-12 text-fg-3">
        <span aria-hidden>{t('Split by')}</span>
        <Segmented
          label={t('Split by')}
          value={choice.split}
          options={SPLITS.map((id) => ({ id, label: SPLIT_NAMES[id] }))}
          onChange={(split) => onChange({ split })}
        />
      </div>
    </div>
  )
}

/** Which days these are, and which they are compared with. */
const Compared = ({ view: { span, before } }: { view: UsageView }) => (
  <span className="truncate text-12 text-fg-3 tabular-nums max-[720px]:hidden">
    {before === null
      ? spanWords(span)
      : t('{days}, compared with {daysBefore}', {
          days: spanWords(span),
          daysBefore: spanWords(before.span),
        })}
  </span>
)

const NOTHING_HIDDEN: ReadonlySet<string> = new Set()

function Figures({
  view,
  choice: { split, measure },
  names,
  onChange,
}: ChoiceProps & { view: UsageView; names: ReturnType<typeof namesFor> }) {
  // What is left out of one split says nothing of another.
  const [left, setLeft] = useState({ of: split, keys: NOTHING_HIDDEN })
  const { heading } = MEASURE[measure]
  const { bins, stacks, rows, sums, before } = view
  return (
    <>
      <Tiles
        sums={sums}
        before={before?.sums ?? null}
        measure={measure}
        onChange={(next) => onChange({ measure: next })}
      />
      {rows.length === 0 ? (
        <EmptyState
          className="py-16"
          icon={<ChartColumn />}
          title={t('Nothing ran in these days')}
          action={
            <Button onClick={() => onChange({ range: 'all', projectId: null })}>
              {t('Show all there is')}
            </Button>
          }
        />
      ) : (
        <>
          <ChartPanel
            measure={MEASURE[measure]}
            title={
              measure === 'success'
                ? heading
                : t(
                    '{split, select, model {{heading} by model} project {{heading} by project} other {{heading} by agent}}',
                    { heading, split },
                  )
            }
            bins={bins}
            stacks={stacks}
            hidden={left.of === split ? left.keys : NOTHING_HIDDEN}
            onHide={(keys) => setLeft({ of: split, keys })}
          />
          <UsageTable rows={rows} bins={bins} split={split} measure={measure} stacks={stacks} names={names} />
        </>
      )}
    </>
  )
}

const NoUsage = () => (
  <EmptyState
    className="flex-1 content-center"
    icon={<ChartColumn />}
    title={t('No usage yet')}
    action={<Button onClick={() => goTo({ to: 'board', projectId: null })}>{t('Go to the board')}</Button>}
  >
    <p>
      {rich(
        'Once agents have worked, this shows what they cost, their tokens, the time they took and how often they succeeded, by day, model, project and agent. Focus a card on the board and press {key} to begin.',
        { key: <Kbd keys="task.execute" /> },
      )}
    </p>
  </EmptyState>
)

const Failed = ({
  problem,
  isLoading,
  onRetry,
}: {
  problem: Problem
  isLoading: boolean
  onRetry: () => void
}) => (
  <Notice
    tone="bad"
    live
    action={
      <Button size="s" busy={isLoading} onClick={onRetry}>
        {t('Try again')}
      </Button>
    }
  >
    {t('The usage could not be read. {message}', { message: problem.message })}
  </Notice>
)
