import { useState } from 'react'
import type { StorageItem, StorageReport } from '#shared/storage.ts'
import { attempt } from '../state/actions.ts'
import { client } from '../state/transport.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'
import { Row } from '../ui/row.tsx'
import { Section } from '../ui/section.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { Ago } from '../ui/time.tsx'
import { toast } from '../ui/toast.ts'
import { visible } from '../ui/visible-text.ts'
import { FreeDialog } from './free-dialog.tsx'
import { StorageBar } from './storage-bar.tsx'
import { StorageTable } from './storage-table.tsx'
import { TrashRow } from './trash-row.tsx'
import { useStorage } from './use-storage.ts'
import { holdsWords, progressWords, sizeWords, sumOf } from './words.ts'

/** What is held on the disk, and freeing it. */
export function StoragePage() {
  const { value: report, error, reload, put } = useStorage()
  if (report === null)
    return (
      <Section title="Storage">
        {error === null ? (
          <div role="status" className="flex items-center gap-2.5 text-12 text-fg-3">
            <Spinner />
            Looking…
          </div>
        ) : (
          <p role="alert" className="text-12 text-bad">
            {error}
          </p>
        )}
      </Section>
    )
  return <Report report={report} error={error} reload={reload} put={put} />
}

function Report({
  report,
  error,
  reload,
  put,
}: {
  report: StorageReport
  error: string | null
  reload: () => void
  put: (report: StorageReport) => void
}) {
  const { items, measuring, measuredAt } = report
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set())
  const [asked, setAsked] = useState<StorageItem | null>(null)
  const [freeing, setFreeing] = useState<StorageItem[] | null>(null)
  const orphans = items.filter(({ orphan }) => orphan)
  const unneeded = items.filter(({ unneeded: isUnneeded }) => isUnneeded)

  const act = async (item: StorageItem, action: StorageItem['actions'][number]) => {
    setBusy((some) => new Set([...some, item.item]))
    const said = await attempt(() => carryOut(item, action), `${item.name} was left as it is`)
    setBusy((some) => new Set([...some].filter((one) => one !== item.item)))
    if (said !== null) toast.success(said.title, { description: said.description })
    reload()
  }
  const onAct = (item: StorageItem, action: StorageItem['actions'][number]) => {
    if (action === 'free' && !item.unneeded) setAsked(item)
    else void act(item, action)
  }
  const measure = async () => {
    const next = await attempt(() => client.storage.measure(), 'The disk was not measured')
    if (next !== null) put(next)
  }

  return (
    <>
      <Section
        title="Storage"
        hint={
          <>
            What OpenLinear keeps in{' '}
            <span className="font-mono text-11 [overflow-wrap:anywhere]">{visible(report.dataFolder)}</span>,
            as the disk counts it.
          </>
        }
      >
        <div>
          <Row
            title={
              <span className="tabular-nums">
                {measuredAt === null && sumOf(items) === 0
                  ? 'Not measured yet'
                  : `${sizeWords(sumOf(items))} in use`}
                {report.disk !== null && (
                  <span className="font-normal text-fg-3">
                    , {sizeWords(report.disk.free)} free on this disk
                  </span>
                )}
              </span>
            }
            hint={
              <span role="status" className="tabular-nums">
                {measuring !== null ? (
                  progressWords(measuring)
                ) : measuredAt !== null ? (
                  <>
                    Measured <Ago at={measuredAt} />
                  </>
                ) : null}
              </span>
            }
          >
            <Button busy={measuring !== null} onClick={() => void measure()}>
              Measure again
            </Button>
          </Row>
          <StorageBar items={items} />
        </div>
        {error !== null && (
          <p role="alert" className="text-12 text-bad">
            {error}
          </p>
        )}
        {report.unreadable.count > 0 && (
          <Notice tone="wait" className="m-4 p-3!">
            {report.unreadable.count === 1 ? 'One place' : `${report.unreadable.count} places`} could not be
            read, so the sizes lack what is there:{' '}
            {report.unreadable.paths.slice(0, 3).map(visible).join(', ')}
          </Notice>
        )}
        <Row
          title="Free what nobody needs"
          hint={
            measuredAt === null
              ? 'What that is, is known once everything was looked at.'
              : unneeded.length === 0
                ? 'There is nothing: all that is here belongs to work that goes on or waits for you.'
                : `${unneeded.length === 1 ? 'One thing' : `${unneeded.length} things`}, ${sizeWords(sumOf(unneeded))}: worktrees of merged and discarded runs, of tasks that are done, leftovers that hold nothing. You see the list first.`
          }
        >
          <Button
            variant="primary"
            disabled={unneeded.length === 0 || measuredAt === null}
            onClick={() => setFreeing(unneeded)}
          >
            Look and free…
          </Button>
        </Row>
        <TrashRow trash={report.trash} onEmptied={reload} />
      </Section>
      {orphans.length > 0 && (
        <Section
          title="Left over"
          hint="Nothing on the board knows these: a crash left them, or a backup was put back that is older than they are. Keep makes a branch of yours of what they hold, of a clone a project; Remove puts it into the trash."
        >
          <StorageTable caption="Left over" items={orphans} busy={busy} onAct={onAct} />
        </Section>
      )}
      <Section title="What is held">
        <StorageTable
          caption="What is held"
          items={items.filter(({ orphan }) => !orphan)}
          busy={busy}
          onAct={onAct}
        />
      </Section>
      {freeing !== null && (
        <FreeDialog
          items={freeing}
          onClose={() => {
            setFreeing(null)
            reload()
          }}
        />
      )}
      {asked !== null && (
        <ConfirmDialog
          open
          onOpenChange={() => setAsked(null)}
          title={`${asked.orphan || asked.kind === 'backup' || asked.kind === 'clone' ? 'Remove' : 'Free'} ${visible(asked.name)}?`}
          description={whatGoes(asked)}
          confirmLabel={asked.bytes === null ? 'Remove' : `Free ${sizeWords(asked.bytes)}`}
          danger={asked.kind === 'backup' || asked.kind === 'clone'}
          onConfirm={() => act(asked, 'free')}
        />
      )}
    </>
  )
}

async function carryOut(
  { item, name }: StorageItem,
  action: StorageItem['actions'][number],
): Promise<{ title: string; description: string }> {
  if (action === 'compact') {
    const { bytes } = await client.storage.compact()
    return { title: 'Database compacted', description: `${sizeWords(bytes)} freed` }
  }
  if (action === 'keep') {
    const { branch, projectId } = await client.storage.keep({ item })
    const what = projectId !== null ? 'It is a project now' : (branch ?? 'Your branches have all of it')
    return { title: `${visible(name)} kept`, description: visible(what) }
  }
  const { bytes, trashId } = await client.storage.free({ item })
  const where = trashId === null ? '' : '; its work is in the trash'
  return { title: `${visible(name)} removed`, description: `${sizeWords(bytes)} freed${where}` }
}

function whatGoes(item: StorageItem): string {
  const holds = holdsWords(item)
  const note = item.note ?? ''
  if (item.kind === 'backup' || item.kind === 'clone' || item.kind === 'integration') return note
  const kept =
    holds === null
      ? 'It holds nothing that your branches lack.'
      : `${holds} go to the trash, from which they can be restored.`
  return `${note} ${kept} Files that git ignores are not kept.`.trim()
}
