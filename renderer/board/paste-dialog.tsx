import { X } from 'lucide-react'
import { useId, useState } from 'react'
import { useProject, useSelected } from '../state/hooks.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { StatusIcon, STATUS_NAMES } from '../ui/icons/status-icon.tsx'
import { SubmitKey } from '../ui/submit-key.tsx'
import { toast } from '../ui/toast.ts'
import { createIn, ordersFor, pasting, type Target } from './compose.ts'
import type { BoardNow } from './drag.ts'
import { type Line, linesIn } from './pasted-lines.ts'

/** More are a file to import. */
const MOST = 500

type Row = Line & { key: number; on: boolean }

const close = () => pasting.setState({ pasted: null })

/** Asks before lines that were pasted become tasks, one each. */
export function PasteDialog({ board }: { board: { readonly current: BoardNow } }) {
  const pasted = useSelected(pasting, (state) => state.pasted)
  return pasted === null ? null : <Open key={pasted.text} board={board} {...pasted} />
}

const rowsOf = (text: string): Row[] =>
  linesIn(text).map((line, key) => ({ ...line, key, on: !line.isDone && key < MOST }))

function Open({
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
  const chosen = rows.filter((row) => row.on && row.title.trim() !== '')
  const set = (key: number, patch: Partial<Row>) =>
    setRows((all) => all.map((row) => (row.key === key ? { ...row, ...patch } : row)))

  const create = async () => {
    if (busy || chosen.length === 0) return
    setBusy(true)
    setStuck(false)
    let count = 0
    for (const { key, title, description } of chosen) {
      const task = await createIn(
        () => board.current,
        target,
        { title: title.trim(), description },
        orders[key],
      )
      if (task === null) {
        // What is made is gone from the list, the rest stays in it: nothing is lost, and nothing comes twice.
        setBusy(false)
        setStuck(true)
        return
      }
      count++
      setMade((all) => all + 1)
      setRows((all) => all.filter((row) => row.key !== key))
    }
    setBusy(false)
    close()
    toast.success(made + count === 1 ? '1 task created' : `${made + count} tasks created`)
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open && !busy) close()
      }}
      title={
        chosen.length === 1 ? '1 task from what you pasted' : `${chosen.length} tasks from what you pasted`
      }
      description={
        <span className="flex items-center gap-1.5">
          <StatusIcon status={target.beginning.status} />
          {STATUS_NAMES[target.beginning.status]}
          {project !== undefined && ` in ${project.name}`}, in this order
        </span>
      }
      width={560}
      footer={
        <>
          <span role="status" className="flex-1 text-12 text-fg-2">
            {isStuck
              ? `${made} created. The rest is still here: try again.`
              : busy
                ? `${made} of ${made + chosen.length} created`
                : rows.length > MOST
                  ? `Only the first ${MOST} are ticked; a file can be imported with more.`
                  : ''}
          </span>
          <Button variant="ghost" disabled={busy} onClick={close}>
            Cancel
          </Button>
          <Button
            type="submit"
            form={form}
            variant="primary"
            keys="mod+enter"
            busy={busy}
            disabled={chosen.length === 0}
          >
            {isStuck ? 'Try again' : chosen.length === 1 ? 'Create 1 task' : `Create ${chosen.length} tasks`}
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
        <ol className="-mx-2 grid gap-px" aria-label="Tasks to be">
          {rows.map((row, index) => (
            <li
              key={row.key}
              className="group flex min-h-7 items-center gap-2 rounded-m px-2 focus-within:bg-hover hover:bg-hover"
            >
              <input
                type="checkbox"
                aria-label={`Create ${row.title}`}
                checked={row.on}
                disabled={busy}
                onChange={(event) => set(row.key, { on: event.target.checked })}
                className="size-3.5 shrink-0 accent-(--accent)"
              />
              <span aria-hidden className="w-6 shrink-0 text-end text-11 text-fg-3 tabular-nums">
                {index + 1}
              </span>
              <input
                aria-label={`Title ${index + 1}`}
                value={row.title}
                maxLength={500}
                disabled={busy}
                onChange={(event) => set(row.key, { title: event.target.value })}
                className="h-7 min-w-0 flex-1 bg-transparent outline-none disabled:text-fg-2"
              />
              {row.description !== '' && (
                <span title={row.description} className="shrink-0 text-11 text-fg-3">
                  + description
                </span>
              )}
              {row.isDone && <span className="shrink-0 text-11 text-fg-3">ticked off</span>}
              <IconButton
                label={`Leave out ${row.title}`}
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
