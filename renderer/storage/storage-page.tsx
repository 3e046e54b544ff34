import { useState } from 'react'
import type { StorageItem, StorageReport } from '#shared/storage.ts'
import { attempt } from '../state/actions.ts'
import { useProjects } from '../state/hooks.ts'
import { client } from '../state/transport.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
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
import { holdsWords, namesApart, progressWords, sizeWords, sumOf } from './words.ts'

/** What is held on the disk, and freeing it. */
export function StoragePage() {
  const { value: report, error, reload, put } = useStorage()
  if (report === null)
    return (
      <Section title={t('Storage')}>
        {error === null ? (
          <div role="status" className="flex items-center gap-2.5 text-12 text-fg-3">
            <Spinner />
            {t('Looking…')}
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
  const { measuring, measuredAt } = report
  const projects = useProjects()
  const items = namesApart(report.items, (id) => projects.find((one) => one.id === id)?.key)
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set())
  const [asked, setAsked] = useState<StorageItem | null>(null)
  const [freeing, setFreeing] = useState<StorageItem[] | null>(null)
  const orphans = items.filter(({ orphan }) => orphan)
  const unneeded = items.filter(({ unneeded: isUnneeded }) => isUnneeded)

  const act = async (item: StorageItem, action: StorageItem['actions'][number]) => {
    setBusy((some) => new Set([...some, item.item]))
    const said = await attempt(
      () => carryOut(item, action),
      t('{name} was left as it is', { name: item.name }),
    )
    setBusy((some) => new Set([...some].filter((one) => one !== item.item)))
    if (said !== null) toast.success(said.title, { description: said.description })
    reload()
  }
  const onAct = (item: StorageItem, action: StorageItem['actions'][number]) => {
    if (action === 'free' && !item.unneeded) setAsked(item)
    else void act(item, action)
  }
  const measure = async () => {
    const next = await attempt(() => client.storage.measure(), t('The disk was not measured'))
    if (next !== null) put(next)
  }

  return (
    <>
      <Section
        title={t('Storage')}
        hint={rich('What OpenLinear keeps in {folder}, as the disk counts it.', {
          folder: (
            <span className="font-mono text-11 [overflow-wrap:anywhere]">{visible(report.dataFolder)}</span>
          ),
        })}
      >
        <div>
          <Row
            title={
              <span className="tabular-nums">
                {measuredAt === null && sumOf(items) === 0
                  ? t('Not measured yet')
                  : t('{size} in use', { size: sizeWords(sumOf(items)) })}
                {report.disk !== null && (
                  <span className="font-normal text-fg-3">
                    , {t('{size} free on this disk', { size: sizeWords(report.disk.free) })}
                  </span>
                )}
              </span>
            }
            hint={
              <span role="status" className="tabular-nums">
                {measuring !== null
                  ? progressWords(measuring)
                  : measuredAt !== null
                    ? rich('Measured {ago}', { ago: <Ago at={measuredAt} /> })
                    : null}
              </span>
            }
          >
            <Button busy={measuring !== null} onClick={() => void measure()}>
              {t('Measure again')}
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
            {t(
              '{count, plural, one {One place could not be read, so the sizes lack what is there: {paths}} other {# places could not be read, so the sizes lack what is there: {paths}}}',
              {
                count: report.unreadable.count,
                paths: report.unreadable.paths.slice(0, 3).map(visible).join(', '),
              },
            )}
          </Notice>
        )}
        <Row
          title={t('Free what nobody needs')}
          hint={
            measuredAt === null
              ? t('What that is, is known once everything was looked at.')
              : unneeded.length === 0
                ? t('There is nothing: all that is here belongs to work that goes on or waits for you.')
                : t(
                    '{count, plural, one {One thing, {size}: worktrees of merged and discarded runs, of tasks that are done, leftovers that hold nothing. You see the list first.} other {# things, {size}: worktrees of merged and discarded runs, of tasks that are done, leftovers that hold nothing. You see the list first.}}',
                    { count: unneeded.length, size: sizeWords(sumOf(unneeded)) },
                  )
          }
        >
          <Button
            variant="primary"
            disabled={unneeded.length === 0 || measuredAt === null}
            onClick={() => setFreeing(unneeded)}
          >
            {t('Look and free…')}
          </Button>
        </Row>
        <TrashRow trash={report.trash} onEmptied={reload} />
      </Section>
      {orphans.length > 0 && (
        <Section
          title={t('Left over')}
          hint={t(
            'Nothing on the board knows these: a crash left them, or a backup was put back that is older than they are. Keep makes a branch of yours of what they hold, of a clone a project; Remove puts it into the trash.',
          )}
        >
          <StorageTable caption={t('Left over')} items={orphans} busy={busy} onAct={onAct} />
        </Section>
      )}
      <Section title={t('What is held')}>
        <StorageTable
          caption={t('What is held')}
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
          title={
            asked.orphan || asked.kind === 'backup' || asked.kind === 'clone'
              ? t('Remove {name}?', { name: visible(asked.name) })
              : t('Free {name}?', { name: visible(asked.name) })
          }
          description={whatGoes(asked)}
          confirmLabel={
            asked.bytes === null ? t('Remove') : t('Free {size}', { size: sizeWords(asked.bytes) })
          }
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
    return {
      title: t('Database compacted'),
      description: t('{size} freed', { size: sizeWords(bytes) }),
    }
  }
  if (action === 'keep') {
    const { branch, projectId } = await client.storage.keep({ item })
    const what = projectId !== null ? t('It is a project now') : (branch ?? t('Your branches have all of it'))
    return { title: t('{name} kept', { name: visible(name) }), description: visible(what) }
  }
  const { bytes, trashId } = await client.storage.free({ item })
  const size = sizeWords(bytes)
  return {
    title: t('{name} removed', { name: visible(name) }),
    description:
      trashId === null ? t('{size} freed', { size }) : t('{size} freed; its work is in the trash', { size }),
  }
}

function whatGoes(item: StorageItem): string {
  const holds = holdsWords(item)
  const note = item.note ?? ''
  if (item.kind === 'backup' || item.kind === 'clone' || item.kind === 'integration') return note
  const kept =
    holds === null
      ? t('It holds nothing that your branches lack.')
      : t('{holds} go to the trash, from which they can be restored.', { holds })
  return [note, kept, t('Files that git ignores are not kept.')].filter(Boolean).join(' ')
}
