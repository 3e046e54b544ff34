import { RotateCcw } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import type { TrashEntry } from '#shared/runs.ts'
import { attempt } from '../state/actions.ts'
import { problemOf } from '../state/errors.ts'
import { useFeed, useProject, useSettings } from '../state/hooks.ts'
import { client } from '../state/transport.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { dateLocale } from '../ui/day.ts'
import { EmptyState } from '../ui/empty.tsx'
import { Section } from '../ui/section.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { Ago } from '../ui/time.tsx'
import { toast } from '../ui/toast.ts'

/** Why a branch was removed, and how long ago. */
function reasonWords({ reason, createdAt }: TrashEntry): ReactNode {
  const ago = <Ago at={createdAt} />
  switch (reason) {
    case 'discarded':
      return rich('Discarded {ago}', { ago })
    case 'merged':
      return rich('Merged {ago}', { ago })
    case 'expired':
      return rich('Cleaned up {ago}', { ago })
    case 'deleted':
      return rich('Task deleted {ago}', { ago })
  }
}

/** Branches that were removed, and the way back. */
export function Trash() {
  const days = useSettings()?.trashRetentionDays
  const [entries, setEntries] = useState<TrashEntry[] | null>(null)
  const [error, setError] = useState<string | null>(null)
  const [asked, setAsked] = useState(0)
  useEffect(() => {
    let current = true
    client.trash.list().then(
      ({ items }) => {
        if (!current) return
        setEntries(items)
        setError(null)
      },
      (problem: unknown) => {
        if (current) setError(problemOf(problem).message)
      },
    )
    return () => {
      current = false
    }
  }, [asked])
  useFeed((items) => {
    if (items.some((item) => item.event.startsWith('trash:'))) setAsked((count) => count + 1)
  })
  return (
    <Section
      title={t('Trash')}
      hint={t(
        '{days, plural, one {Work of agents is kept for # day after its branch was removed, uncommitted changes included. Restoring makes the branch again; nothing else changes.} other {Work of agents is kept for # days after its branch was removed, uncommitted changes included. Restoring makes the branch again; nothing else changes.}}',
        { days: days ?? 30 },
      )}
    >
      {error !== null ? (
        <div role="alert" className="text-12 text-bad">
          {error}
        </div>
      ) : entries === null ? (
        <div className="grid place-items-center">
          <Spinner label={t('Loading')} size={16} />
        </div>
      ) : entries.length === 0 ? (
        <EmptyState title={t('The trash is empty')}>{t('Discarded runs appear here.')}</EmptyState>
      ) : (
        entries.map((entry) => <Entry key={entry.id} entry={entry} />)
      )}
    </Section>
  )
}

function Entry({ entry }: { entry: TrashEntry }) {
  const project = useProject(entry.projectId)
  const [busy, setBusy] = useState(false)
  const restore = async () => {
    setBusy(true)
    const restored = await attempt(
      () => client.trash.restore({ id: entry.id }),
      t('The branch was not restored'),
    )
    setBusy(false)
    if (restored !== null) toast.success(t('Branch restored'), { description: restored.branch })
  }
  return (
    <div className="flex items-center gap-4">
      <div className="min-w-0 flex-1">
        <div className="truncate">
          {entry.taskIdentifier !== null && <span className="me-2 text-fg-3">{entry.taskIdentifier}</span>}
          <span className="font-medium">{entry.taskTitle ?? entry.branch}</span>
        </div>
        <div className="mt-0.5 flex items-center gap-2 truncate text-12 text-fg-3">
          <span>{project?.name}</span>
          <span className="truncate font-mono-11">
            {entry.branch} @ {entry.commit.slice(0, 7)}
          </span>
        </div>
      </div>
      <div className="text-end text-12 whitespace-nowrap text-fg-3">
        <div>{reasonWords(entry)}</div>
        <div>
          {t('kept until {date}', {
            date: new Date(entry.expiresAt).toLocaleDateString(dateLocale(), {
              day: 'numeric',
              month: 'short',
            }),
          })}
        </div>
      </div>
      <Button icon={<RotateCcw />} busy={busy} onClick={() => void restore()}>
        {t('Restore')}
      </Button>
    </div>
  )
}
