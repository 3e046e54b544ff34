import { useStartingAgent } from '../state/starting-agent.ts'
import { t } from '../strings/t.ts'
import { Spinner } from '../ui/spinner.tsx'
import { goesOn } from './describe-tool.ts'
import type { LoggedRun } from './log-list.tsx'
import type { LogRow } from './log-rows.ts'

/** What happens between two lines of the log: always the same height, so that nothing moves. */
export function LogTail({ row, run }: { row: LogRow | undefined; run: LoggedRun }) {
  const starting = useStartingAgent(run)
  const busy =
    row !== undefined &&
    ((row.kind === 'tool' && row.calls.some((call) => goesOn(call.state))) ||
      (row.kind === 'command' && !row.ended) ||
      (row.kind === 'stage' && row.state === 'started') ||
      row.kind === 'reasoning' ||
      (row.kind === 'request' && row.state === 'asked') ||
      row.kind === 'retry')
  return (
    <div aria-hidden className="flex h-8 items-center gap-2 text-12 text-fg-3">
      {!busy && run.status === 'running' && (
        <>
          <span className="grid w-4 place-items-center">
            <Spinner />
          </span>
          {starting !== null
            ? t('Starting {agent}', { agent: starting })
            : row?.kind === 'text'
              ? t('Writing')
              : t('Working')}
        </>
      )}
    </div>
  )
}
