import { X } from 'lucide-react'
import { useId, useState } from 'react'
import { recordCreated, undo } from '../state/actions.ts'
import { useProject } from '../state/hooks.ts'
import { t } from '../strings/t.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { StatusIcon, STATUS_NAMES } from '../ui/icons/status-icon.tsx'
import { SubmitKey } from '../ui/submit-key.tsx'
import { toast } from '../ui/toast.ts'
import { createAllIn, ordersFor, pasting, type Target } from './compose.ts'
import type { BoardNow } from './drag.ts'
import { type Line, linesIn } from './pasted-lines.ts'

/** More are a file to import. */
const MOST = 500

type Row = Line & { key: number; on: boolean }

const close = () => pasting.setState({ pasted: null })

const rowsOf = (text: string): Row[] =>
  linesIn(text).map((line, key) => ({ ...line, key, on: !line.isDone && key < MOST }))

/** Asks before lines that were pasted become tasks, one each. */
export default function PasteDialog({
  board,
  text,
  target,
}: {
  board: { readonly current: BoardNow }
  text: string
  target: Target
}) {
  const [rows, setRows] = useState(() => rowsOf(text))
  const [made, setMade] = useState(0)
  const [busy, setBusy] = useState(false)
  const [isStuck, setStuck] = useState(false)
  // Once and for all lines: what is tried again goes where it would have gone.
  const [orders] = useState(() => ordersFor(board.current, target, rows.length))
  const project = useProject(target.projectId)
  const form = useId()
  const status = STATUS_NAMES[target.beginning.status]
  const chosen = rows.filter((row) => row.on && row.title.trim() !== '')
  const set = (key: number, patch: Partial<Row>) =>
    setRows((all) => all.map((row) => (row.key === key ? { ...row, ...patch } : row)))

  const create = async () => {
    if (busy || chosen.length === 0) return
    setBusy(true)
    setStuck(false)
    const tasks = await createAllIn(
      () => board.current,
      target,
      chosen.map(({ key, title, description }) => ({
        title: title.trim(),
        description,
        order: orders[key],
      })),
    )
    if (tasks.length < chosen.length) {
      // What is made is gone from the list, the rest stays in it: nothing is lost, and nothing comes twice.
      if (tasks.length > 0) recordCreated(tasks)
      const keys = new Set(chosen.slice(0, tasks.length).map(({ key }) => key))
      setRows((all) => all.filter(({ key }) => !keys.has(key)))
      setMade((all) => all + tasks.length)
      setBusy(false)
      setStuck(true)
      return
    }
    setBusy(false)
    close()
    const act = recordCreated(tasks)
    toast.success(
      t('{count, plural, one {# task} other {# tasks}} created', { count: made + tasks.length }),
      {
        action: { label: t('Undo'), onClick: () => void undo(act) },
      },
    )
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open && !busy) close()
      }}
      title={t('{count, plural, one {# task} other {# tasks}} from what you pasted', {
        count: chosen.length,
      })}
      description={
        <span className="flex items-center gap-1.5">
          <StatusIcon status={target.beginning.status} />
          {project === undefined
            ? t('{status}, in this order', { status })
            : t('{status} in {project}, in this order', { status, project: project.name })}
        </span>
      }
      width={560}
      footer={
        <>
          <span role="status" className="flex-1 text-12 text-fg-2">
            {isStuck
              ? made === 0
                ? t('Nothing was created. All of it is still here: try again.')
                : t('{made} created. The rest is still here: try again.', { made })
              : rows.length > MOST
                ? t('Only the first {most} are ticked; a file can be imported with more.', { most: MOST })
                : ''}
          </span>
          <Button variant="ghost" disabled={busy} onClick={close}>
            {t('Cancel')}
          </Button>
          <Button
            type="submit"
            form={form}
            variant="primary"
            keys="mod+enter"
            busy={busy}
            disabled={chosen.length === 0}
          >
            {isStuck
              ? t('Try again')
              : t('Create {count, plural, one {# task} other {# tasks}}', { count: chosen.length })}
          </Button>
        </>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault()
          void create()
        }}
      >
        <SubmitKey onSubmit={() => void create()} enabled={!busy} />
        <ol className="-mx-2 grid gap-px" aria-label={t('Tasks to be')}>
          {rows.map((row, index) => (
            <li
              key={row.key}
              className="group flex min-h-7 items-center gap-2 rounded-m px-2 focus-within:bg-hover hover:bg-hover"
            >
              <input
                type="checkbox"
                aria-label={t('Create {title}', { title: row.title })}
                checked={row.on}
                disabled={busy}
                onChange={(event) => set(row.key, { on: event.target.checked })}
                className="size-3.5 shrink-0 accent-(--accent)"
              />
              <span aria-hidden className="w-6 shrink-0 text-end text-11 text-fg-3 tabular-nums">
                {index + 1}
              </span>
              <input
                aria-label={t('Title {number}', { number: index + 1 })}
                dir="auto"
                value={row.title}
                maxLength={500}
                disabled={busy}
                onChange={(event) => set(row.key, { title: event.target.value })}
                className="h-7 min-w-0 flex-1 bg-transparent outline-none disabled:text-fg-2"
              />
              {row.description !== '' && (
                <span title={row.description} className="shrink-0 text-11 text-fg-3">
                  {t('+ description')}
                </span>
              )}
              {row.isDone && <span className="shrink-0 text-11 text-fg-3">{t('ticked off')}</span>}
              <IconButton
                label={t('Leave out {title}', { title: row.title })}
                size="s"
                bare
                disabled={busy}
                className="opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 coarse:opacity-100"
                onClick={() => setRows((all) => all.filter(({ key }) => key !== row.key))}
              >
                <X />
              </IconButton>
            </li>
          ))}
        </ol>
      </form>
    </Dialog>
  )
}
