import { RotateCcw } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { TrashEntry } from '#shared/runs.ts'
import { attempt } from '../state/actions.ts'
import { problemOf } from '../state/errors.ts'
import { useFeed, useProject, useSettings } from '../state/hooks.ts'
import { client } from '../state/transport.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { Section } from '../ui/section.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { Ago } from '../ui/time.tsx'
import { toast } from '../ui/toast.ts'

const REASONS: Record<TrashEntry['reason'], string> = {
  discarded: 'Discarded',
  merged: 'Merged',
  expired: 'Cleaned up',
  deleted: 'Task deleted',
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
      title="Trash"
      hint={`Work of agents is kept for ${days ?? 30} days after its branch was removed, uncommitted changes included. Restoring makes the branch again; nothing else changes.`}
    >
      {error !== null ? (
        <div role="alert" className="text-12 text-bad">
          {error}
        </div>
      ) : entries === null ? (
        <div className="grid place-items-center">
          <Spinner label="Loading" size={16} />
        </div>
      ) : entries.length === 0 ? (
        <EmptyState title="The trash is empty">Discarded runs appear here.</EmptyState>
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
      'The branch was not restored',
    )
    setBusy(false)
    if (restored !== null) toast.success('Branch restored', { description: restored.branch })
  }
  return (
    <div className="flex items-center gap-4">
      <div className="min-w-0 flex-1">
        <div className="truncate">
          {entry.taskIdentifier !== null && <span className="mr-2 text-fg-3">{entry.taskIdentifier}</span>}
          <span className="font-medium">{entry.taskTitle ?? entry.branch}</span>
        </div>
        <div className="mt-0.5 flex items-center gap-2 truncate text-12 text-fg-3">
          <span>{project?.name}</span>
          <span className="truncate font-mono-11">
            {entry.branch} @ {entry.commit.slice(0, 7)}
          </span>
        </div>
      </div>
      <div className="text-right text-12 whitespace-nowrap text-fg-3">
        <div>
          {REASONS[entry.reason]} <Ago at={entry.createdAt} />
        </div>
        <div>
          kept until{' '}
          {new Date(entry.expiresAt).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })}
        </div>
      </div>
      <Button icon={<RotateCcw />} busy={busy} onClick={() => void restore()}>
        Restore
      </Button>
    </div>
  )
}
