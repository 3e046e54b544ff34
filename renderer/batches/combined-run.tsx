import { ScrollText } from 'lucide-react'
import type { Batch } from '#shared/batches.ts'
import type { Run } from '#shared/runs.ts'
import { PlusMinus } from '../run/mini-diff.tsx'
import { goTo } from '../state/navigation.ts'
import { useStartingAgent } from '../state/starting-agent.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { money } from '../ui/duration.ts'
import { Markdown } from '../ui/markdown.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { TEXT } from '../ui/tones.ts'
import { combinedState } from './run-words.ts'

/** The one run of a combined batch: what its agent does, or what it has said at the end. */
export function CombinedRun({ batch, run }: { batch: Batch; run: Run }) {
  const { word, tone } = combinedState(run, useStartingAgent(run))
  const identifier = batch.tasks.find(({ taskId }) => taskId === run.taskId)?.identifier
  const summary = run.summary?.trim() ?? ''
  return (
    <section
      aria-label={t('The agent of all tasks')}
      className="overflow-hidden rounded-l border border-line"
    >
      <header className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1.5 text-12">
        <span className={cn('flex items-center gap-1.5 font-medium', TEXT[tone])}>
          {run.status === 'running' && <Spinner size={10} />}
          {word}
        </span>
        <span className="min-w-0 flex-1 truncate font-mono-11 text-fg-3">
          {run.status === 'running' ? run.lastAction : ''}
        </span>
        <span className="flex-none text-11 text-fg-3 tabular-nums">
          {run.changes !== null && (
            <>
              {t('{files, plural, one {# file} other {# files}}', { files: run.changes.files })}{' '}
              <PlusMinus additions={run.changes.additions} deletions={run.changes.deletions} /> ·{' '}
            </>
          )}
          {money(run.usage.cost)}
        </span>
        {identifier !== undefined && (
          <Button
            size="s"
            icon={<ScrollText />}
            onClick={() => goTo({ to: 'task', identifier, runId: run.id })}
          >
            {t('Open its log')}
          </Button>
        )}
      </header>
      {summary !== '' && run.status !== 'running' && (
        <Markdown className="max-h-52 overflow-y-auto border-t border-line px-3 py-2.5 text-12 text-fg-2">
          {summary}
        </Markdown>
      )}
    </section>
  )
}
