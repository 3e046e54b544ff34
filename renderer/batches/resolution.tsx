import { GitMerge, ScrollText } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { BatchTask } from '#shared/batches.ts'
import type { Run } from '#shared/runs.ts'
import { useReviewNotes } from '../review/use-review-notes.ts'
import { FileNames } from '../review/way-out.tsx'
import { useRun } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Loading } from '../ui/loading.tsx'
import { resolutionWords } from './task-words.ts'

// The diff renderer is heavy and needed only here.
const Changes = lazy(() => import('../review/changes.tsx'))

/** How the conflict of a task was resolved, or is being resolved: by whom, in which files, and with what diff. */
export function Resolution({ task, resolver }: { task: BatchTask; resolver: Run | undefined }) {
  const [shown, setShown] = useState(false)
  const run = useRun(task.resolution?.runId ?? resolver?.id, true)
  const words = resolutionWords(task, resolver)
  if (words === null) return null
  const files = task.resolution?.files ?? []
  return (
    <section
      aria-label={t('Conflict of {identifier}', { identifier: task.identifier })}
      className="grid gap-2"
    >
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1.5">
        <p className="text-fg-2">{words}</p>
        {task.resolution !== null && run !== undefined && (
          <Button size="s" icon={<GitMerge />} aria-expanded={shown} onClick={() => setShown(!shown)}>
            {shown ? t('Hide what was resolved') : t('Show what was resolved')}
          </Button>
        )}
        {run !== undefined && (
          <Button
            size="s"
            variant="ghost"
            icon={<ScrollText />}
            onClick={() => goTo({ to: 'task', identifier: task.identifier, runId: run.id })}
          >
            {t('Open its log')}
          </Button>
        )}
      </div>
      {files.length > 0 && !shown && (
        <figure
          aria-label={t('Files that were in conflict')}
          className="rounded-m border border-line bg-inset px-2.5 py-2"
        >
          <FileNames files={files} />
        </figure>
      )}
      {shown && run !== undefined && <ResolvedDiff run={run} />}
    </section>
  )
}

function ResolvedDiff({ run }: { run: Run }) {
  const notes = useReviewNotes(null)
  return (
    <div className="flex h-[clamp(220px,40vh,440px)] flex-col rounded-m border border-line px-3">
      <Suspense fallback={<Loading label={t('Loading what was resolved')} />}>
        <Changes run={run} notes={notes} canSendBack={false} onSendBack={() => undefined} />
      </Suspense>
    </div>
  )
}
