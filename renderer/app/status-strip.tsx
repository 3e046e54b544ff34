import { Link } from '@tanstack/react-router'
import type { AgentHealth as Health } from '#shared/agents.ts'
import type { Run } from '#shared/runs.ts'
import { useOpenBatches, useTasksInBatchQueues } from '../state/batches.ts'
import { useDay } from '../state/day-budget.ts'
import { useConnection, useSelected, useSettings } from '../state/hooks.ts'
import { useIsDayUsedUp, useWaitingCount } from '../state/requests.ts'
import { runs } from '../state/stores.ts'
import { t } from '../strings/t.ts'
import { rich } from '../strings/rich.tsx'
import { money } from '../ui/duration.ts'
import { Dot } from '../ui/dot.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { type RunCounts, countRuns, sameCounts } from './run-counts.ts'

const countAll = ({ byId }: { byId: ReadonlyMap<string, Run> }): RunCounts => countRuns(byId.values())

export function StatusStrip() {
  const counts = useSelected(runs.store, countAll, sameCounts)
  // A task of a batch stands in line before it has a run, too.
  const queued = counts.queued + useTasksInBatchQueues()
  const waiting = useWaitingCount()
  const settings = useSettings()
  const limit = settings?.parallelLimit
  const { spent, budget } = useDay()
  const isDayUsedUp = useIsDayUsedUp()
  const feed = useConnection((state) => state.feed)
  const health = useConnection((state) => state.health)
  const silent = useConnection((state) => state.silent)
  return (
    <footer
      aria-label={t('Status')}
      className="@container flex h-(--strip) shrink-0 items-center gap-4 overflow-hidden border-t bg-side px-3.5 text-11 whitespace-nowrap text-fg-3 tabular-nums [&_b]:font-normal [&_b]:text-fg-2"
    >
      <span>
        {rich('<b>{running}</b> of {limit} running', {
          running: counts.running,
          limit: limit ?? '–',
          b: (text) => <b>{text}</b>,
        })}
      </span>
      <span>
        {isDayUsedUp && queued > 0
          ? rich('<b>{queued}</b> queued<wait>: the day’s budget is used up</wait>', {
              queued,
              b: (text) => <b>{text}</b>,
              wait: (text) => <span className="text-wait">{text}</span>,
            })
          : rich('<b>{queued}</b> queued', { queued, b: (text) => <b>{text}</b> })}
      </span>
      <Batches />
      {waiting > 0 && (
        <Link to="/inbox" className="text-wait hover:underline">
          {t('{waiting, plural, one {# waits for you} other {# wait for you}}', { waiting })}
        </Link>
      )}
      <span className="flex-1" />
      {feed === 'offline' && (
        <span role="alert" className="flex items-center gap-1.5 text-bad">
          <Dot color="var(--bad)" size={6} />
          {t('Offline, trying again')}
        </span>
      )}
      {feed === 'connecting' && <span>{t('Connecting…')}</span>}
      {health !== null && <AgentHealth health={silent ? { ...health, ...UNKNOWN } : health} />}
      <span>
        {budget > 0
          ? rich('today <b>{spent}</b><more> of {budget}</more>', {
              spent: money(spent),
              budget: money(budget),
              b: (text) => <b>{text}</b>,
              more: (text) => <span className="@max-[78em]:hidden">{text}</span>,
            })
          : rich('today <b>{spent}</b>', { spent: money(spent), b: (text) => <b>{text}</b> })}
      </span>
    </footer>
  )
}

/** How far the open batches are. */
function Batches() {
  const { id, count, merged, total } = useOpenBatches()
  if (count === 0) return null
  const words = (
    <>
      {rich('{count, plural, one {Batch} other {# batches:}} <b>{merged}</b> of {total} merged', {
        count,
        merged,
        total,
        b: (text) => <b>{text}</b>,
      })}
    </>
  )
  return id === null ? (
    <Link to="/batches" activeOptions={{ exact: true }} className="hover:text-fg">
      {words}
    </Link>
  ) : (
    <Link to="/batches/$id" params={{ id }} className="hover:text-fg">
      {words}
    </Link>
  )
}

/** Of a host that does not answer. */
const UNKNOWN = { state: 'unknown', problem: null } as const
type Shown = Omit<Health, 'state'> & { state: Health['state'] | 'unknown' }

const WORDS: Record<Shown['state'], string> = {
  stopped: t('idle'),
  starting: t('starting'),
  healthy: t('healthy'),
  unhealthy: t('not working'),
  unknown: t('unknown'),
}

function AgentHealth({ health }: { health: Shown }) {
  const isBroken = health.state === 'unhealthy'
  const words = (
    <Link
      to="/settings"
      search={{ section: 'model' }}
      // What costs money comes first where there is no room for both, unless this is what has gone wrong.
      className={isBroken ? 'text-bad hover:underline' : 'hover:text-fg @max-[52em]:hidden'}
    >
      {health.name}
      {health.version !== null && <span className="@max-[69em]:hidden"> {health.version}</span>} ·{' '}
      {isBroken ? WORDS.unhealthy : <b>{WORDS[health.state]}</b>}
    </Link>
  )
  const more = health.problem ?? (health.state === 'stopped' ? t('It starts with the next run.') : null)
  return more === null ? (
    words
  ) : (
    <Tooltip side="top" label={more}>
      {words}
    </Tooltip>
  )
}
