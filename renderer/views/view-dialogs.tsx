import { useState } from 'react'
import { createStore } from 'zustand/vanilla'
import type { Color } from '#shared/common.ts'
import type { TaskQuery } from '#shared/task-query.ts'
import type { SavedView } from '#shared/views.ts'
import { useSelected } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { createView, deleteView, updateView } from '../state/views.ts'
import { Button } from '../ui/button.tsx'
import { ColorRow } from '../ui/color-picker.tsx'
import { ConfirmDialog, Dialog } from '../ui/dialog.tsx'
import { TextInput } from '../ui/field.tsx'

/** What is about to be done about a saved view. */
export type ViewDialog =
  | { kind: 'save'; query: TaskQuery; projectId: string | null; color?: Color }
  | { kind: 'edit'; view: SavedView }
  | { kind: 'delete'; view: SavedView }

/** The dialog about a saved view that is open, wherever it was asked for. */
export const viewDialog = createStore<{ open: ViewDialog | null }>(() => ({ open: null }))

const close = () => viewDialog.setState({ open: null })

/** Saving a view, renaming and recolouring one, and asking before one is deleted. */
export function ViewDialogs() {
  const open = useSelected(viewDialog, (state) => state.open)
  if (open === null) return null
  if (open.kind === 'delete') return <Delete view={open.view} />
  return open.kind === 'save' ? (
    <Words
      title="Save as a view"
      description="The filter, the layout and the order are kept under a name, in the sidebar."
      name=""
      color={open.color ?? 'gray'}
      confirm="Save"
      onSave={async (words) => {
        const view = await createView({ ...words, projectId: open.projectId, query: open.query })
        if (view === null) return false
        goTo({ to: 'view', id: view.id })
        return true
      }}
    />
  ) : (
    <Words
      title="Rename the view"
      name={open.view.name}
      color={open.view.color}
      confirm="Save"
      onSave={async (words) => (await updateView(open.view.id, words)) !== null}
    />
  )
}

function Words({
  title,
  description,
  name: firstName,
  color: firstColor,
  confirm,
  onSave,
}: {
  title: string
  description?: string
  name: string
  color: Color
  confirm: string
  onSave: (words: { name: string; color: Color }) => Promise<boolean>
}) {
  const [name, setName] = useState(firstName)
  const [color, setColor] = useState(firstColor)
  const [busy, setBusy] = useState(false)
  const save = async () => {
    if (name.trim() === '' || busy) return
    setBusy(true)
    const isSaved = await onSave({ name: name.trim(), color })
    setBusy(false)
    if (isSaved) close()
  }
  return (
    <Dialog
      open
      onOpenChange={close}
      title={title}
      {...(description === undefined ? {} : { description })}
      width={400}
      footer={
        <>
          <Button variant="ghost" onClick={close}>
            Cancel
          </Button>
          <Button variant="primary" busy={busy} disabled={name.trim() === ''} onClick={() => void save()}>
            {confirm}
          </Button>
        </>
      }
    >
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <TextInput
          label="Name"
          maxLength={100}
          value={name}
          placeholder="Such as: Urgent and unblocked"
          onFocus={(event) => event.target.select()}
          onChange={(event) => setName(event.target.value)}
        />
        <ColorRow label="Colour" value={color} onChange={setColor} />
      </form>
    </Dialog>
  )
}

function Delete({ view }: { view: SavedView }) {
  return (
    <ConfirmDialog
      open
      onOpenChange={close}
      title={`Delete the view “${view.name}”?`}
      description="Its tasks stay as they are."
      confirmLabel="Delete"
      danger
      onConfirm={async () => {
        const isHere = new URLSearchParams(location.search).get('view') === view.id
        if ((await deleteView(view.id)) && isHere) goTo({ to: 'board', projectId: view.projectId })
      }}
    />
  )
}
