import { ScrollText } from 'lucide-react'
import { isTerminal } from '#shared/run-words.ts'
import type { Run } from '#shared/runs.ts'
import type { Publication } from '#shared/publications.ts'
import { TEXT, type Tone } from '../ui/tones.ts'
import { cancelTask } from '../state/actions.ts'
import { useRun, useTask } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { t } from '../strings/t.ts'
import { runName } from '../task/run-name.ts'
import { Button } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { StopIcon } from '../ui/icons/stop-icon.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { followUpWords } from './words.ts'

/** The run that went on with the pull request of a batch: it stands among the runs of one task, where nobody looks. */
export function FollowUp({ followUp }: { followUp: NonNullable<Publication['followUp']> }) {
  const run = useRun(followUp.runId, true)
  const task = useTask(run?.taskId)
  if (run === undefined || task === undefined) return null
  const { word, tone }: { word: string; tone: Tone } = followUpWords(run, followUp.settled)
  const goesOn = !isTerminal(run.status)
  return (
    <section
      aria-label={t('The agent that goes on with it')}
      className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 rounded-m border border-line px-3 py-1 text-12"
    >
      <span className="flex min-w-0 items-center gap-2">
        {run.status === 'running' && <Spinner size={10} />}
        <span className="font-medium whitespace-nowrap">
          {t('{run} of {task}', { run: runName(run), task: task.identifier })}
        </span>
        <span role="status" className={cn('min-w-0', TEXT[tone])}>
          {word}
        </span>
      </span>
      <span className="min-w-0 flex-1 truncate font-mono-11 text-fg-3">{goesOn ? lastAction(run) : ''}</span>
      <span className="flex flex-none gap-1.5">
        {goesOn && (
          <Button size="s" icon={<StopIcon />} onClick={() => void cancelTask(task.id)}>
            {t('Stop')}
          </Button>
        )}
        <Button
          size="s"
          icon={<ScrollText />}
          onClick={() => goTo({ to: 'task', identifier: task.identifier, runId: run.id })}
        >
          {t('Open its log')}
        </Button>
      </span>
    </section>
  )
}

const lastAction = ({ status, lastAction: last }: Run) => (status === 'running' ? last : '')
