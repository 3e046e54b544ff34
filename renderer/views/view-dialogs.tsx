import { useState } from 'react'
import { createStore } from 'zustand/vanilla'
import type { Color } from '#shared/common.ts'
import type { TaskQuery } from '#shared/task-query.ts'
import type { SavedView } from '#shared/views.ts'
import { useSelected } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { createView, deleteView, updateView } from '../state/views.ts'
import { t } from '../strings/t.ts'
import { ColorRow } from '../ui/color-picker.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { NamedDialog } from '../ui/named-dialog.tsx'

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
      title={t('Save as a view')}
      description={t('The filter, the layout and the order are kept under a name, in the sidebar.')}
      name=""
      color={open.color ?? 'gray'}
      onSave={async (words) => {
        const view = await createView({ ...words, projectId: open.projectId, query: open.query })
        if (view === null) return false
        goTo({ to: 'view', id: view.id })
        return true
      }}
    />
  ) : (
    <Words
      title={t('Rename the view')}
      name={open.view.name}
      color={open.view.color}
      onSave={async (words) => (await updateView(open.view.id, words)) !== null}
    />
  )
}

function Words({
  color: firstColor,
  onSave,
  ...dialog
}: {
  title: string
  description?: string
  name: string
  color: Color
  onSave: (words: { name: string; color: Color }) => Promise<boolean>
}) {
  const [color, setColor] = useState(firstColor)
  return (
    <NamedDialog
      {...dialog}
      width={400}
      placeholder={t('Such as: Urgent and unblocked')}
      onSave={(name) => onSave({ name, color })}
      onClose={close}
    >
      <ColorRow label={t('Colour')} value={color} onChange={setColor} />
    </NamedDialog>
  )
}

function Delete({ view }: { view: SavedView }) {
  return (
    <ConfirmDialog
      open
      onOpenChange={close}
      title={t('Delete the view “{name}”?', { name: view.name })}
      description={t('Its tasks stay as they are.')}
      confirmLabel={t('Delete')}
      danger
      onConfirm={async () => {
        const isHere = new URLSearchParams(location.search).get('view') === view.id
        if ((await deleteView(view.id)) && isHere) goTo({ to: 'board', projectId: view.projectId })
      }}
    />
  )
}
