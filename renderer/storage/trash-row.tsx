import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { StorageReport } from '#shared/storage.ts'
import { attempt } from '../state/actions.ts'
import { client } from '../state/transport.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { Row } from '../ui/row.tsx'
import { toast } from '../ui/toast.ts'

/** The trash, whose size nobody can tell, and emptying it, which is final. */
export function TrashRow({ trash, onEmptied }: { trash: StorageReport['trash']; onEmptied: () => void }) {
  const [asking, setAsking] = useState(false)
  const { entries, firstExpiresAt, newestAt } = trash
  const many = entries === 1 ? 'one piece of work' : `${entries} pieces of work`
  const empty = async () => {
    const done = await attempt(
      () => client.storage.emptyTrash({ until: newestAt ?? new Date(0).toISOString() }),
      'The trash was not emptied',
    )
    onEmptied()
    if (done === null) return
    const left =
      done.left === 0 ? '' : ` ${done.left} could not be dropped: their repository cannot be reached.`
    toast.success('Trash emptied', { description: `${done.dropped} dropped.${left}` })
  }
  return (
    <Row
      title={
        <>
          Trash
          {entries > 0 && <span className="font-normal text-fg-3">, {many}</span>}
        </>
      }
      hint={
        entries === 0 || firstExpiresAt === null ? (
          'The trash is empty.'
        ) : (
          <>
            The first goes by itself on{' '}
            {new Date(firstExpiresAt).toLocaleDateString('en-GB', { day: 'numeric', month: 'long' })}. It lies
            among the other objects of your repositories, so its size cannot be told; git frees the room at
            its next clean-up.{' '}
            <Link to="/settings" search={{ section: 'trash' }} className="text-accent-fg hover:underline">
              Look into it
            </Link>
          </>
        )
      }
    >
      {entries > 0 && (
        <Button variant="danger" onClick={() => setAsking(true)}>
          Empty…
        </Button>
      )}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        danger
        title="Empty the trash?"
        description={`This is final: ${many} cannot be brought back afterwards, by nobody. Branches that are still there stay.`}
        confirmLabel={entries === 1 ? 'Drop it for good' : `Drop ${entries} for good`}
        onConfirm={empty}
      />
    </Row>
  )
}
