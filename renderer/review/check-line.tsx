import { useState } from 'react'
import type { Recheck } from '#shared/review.ts'
import type { Run } from '#shared/runs.ts'
import { isTerminal } from '#shared/run-words.ts'
import { Ticking } from '../run/ticking.tsx'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Dot } from '../ui/dot.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { startCheck, stopCheck } from './review-calls.ts'

const WORDS: Record<Recheck['status'], string> = {
  running: t('The check is running'),
  passed: t('The check passed'),
  failed: t('The check failed'),
  ended: t('The check was broken off'),
}

/** How the check of a run's work stands that its user has asked for. */
export function CheckLine({
  run,
  onShowLog,
  onSendBackWith,
}: {
  run: Run
  onShowLog: () => void
  /** Null = it cannot be sent back. */
  onSendBackWith: ((comments: string) => void) | null
}) {
  const [busy, setBusy] = useState(false)
  const { recheck } = run
  if (recheck === null || !isTerminal(run.status)) return null
  const isRunning = recheck.status === 'running'
  const during = (work: () => Promise<unknown>) => {
    setBusy(true)
    void work().finally(() => setBusy(false))
  }
  return (
    <section aria-label={t('Check')} className="mt-2 flex-none rounded-m border border-line text-12">
      <div className="flex min-h-row items-center gap-2 px-3 py-1">
        {isRunning ? <Spinner /> : <Dot color={`var(--${TONES[recheck.status]})`} />}
        <span role="status" className="flex-none font-medium">
          {WORDS[recheck.status]}
        </span>
        <code className="min-w-0 flex-initial truncate text-11 text-fg-2" title={recheck.line}>
          {recheck.line}
        </code>
        <span className="flex-none text-11 text-fg-3 tabular-nums">{took(recheck)}</span>
        <span className="flex-1" />
        <Button size="s" variant="ghost" onClick={onShowLog}>
          {t('Show the log')}
        </Button>
        {recheck.status === 'failed' && onSendBackWith !== null && (
          <Button size="s" variant="ghost" onClick={() => onSendBackWith(commentOf(recheck))}>
            {t('Send back with it…')}
          </Button>
        )}
        {isRunning ? (
          <Button size="s" busy={busy} onClick={() => during(() => stopCheck(run.id))}>
            {t('Break off')}
          </Button>
        ) : (
          <Button size="s" busy={busy} onClick={() => during(() => startCheck(run.id))}>
            {t('Run it again')}
          </Button>
        )}
      </div>
      {recheck.status === 'failed' && recheck.output !== '' && (
        <pre
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          aria-label={t('What the check has written last')}
          className="max-h-40 overflow-auto border-t border-line bg-inset px-3 py-2 font-mono text-code leading-code whitespace-pre-wrap text-fg-2"
        >
          {recheck.output}
        </pre>
      )}
    </section>
  )
}

const TONES = { running: 'run', passed: 'ok', failed: 'bad', ended: 'idle' } as const

function took({ status, startedAt, endedAt, exitCode }: Recheck) {
  if (endedAt === null) return <Ticking since={startedAt} />
  return status === 'failed' && exitCode !== null ? t('exit {exitCode}', { exitCode }) : null
}

/** What the agent is told, in English as all that it is told by us. */
const commentOf = ({ line, output }: Recheck): string =>
  `The check fails: \`${line}\`\n\n\`\`\`\n${output.trim()}\n\`\`\``
