import { useState } from 'react'
import type { QueryState } from '../board/use-query.ts'
import { updateView } from '../state/views.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { viewDialog } from './view-dialogs.tsx'

/** What was changed on top of a saved view: to be kept in it, under another name, or not at all. */
export function ChangedView({ state }: { state: QueryState }) {
  const { view, query, projectId, isChanged, reset } = state
  const [busy, setBusy] = useState(false)
  if (view === undefined || !isChanged) return null
  const update = async () => {
    setBusy(true)
    const saved = await updateView(view.id, { query })
    setBusy(false)
    // The address says what is on top of the view: nothing any more.
    if (saved !== null) state.change({})
  }
  return (
    <span
      role="group"
      aria-label={t('Changes to {name}', { name: view.name })}
      className="flex shrink-0 items-center gap-1"
    >
      <Button size="s" variant="ghost" onClick={reset}>
        {t('Reset')}
      </Button>
      <Button
        size="s"
        onClick={() => viewDialog.setState({ open: { kind: 'save', query, projectId, color: view.color } })}
      >
        {t('Save as new…')}
      </Button>
      <Button size="s" variant="primary" busy={busy} onClick={() => void update()}>
        {t('Update view')}
      </Button>
    </span>
  )
}

/** Keeps what is asked for now, where no view is open. */
export function SaveView({ state }: { state: QueryState }) {
  const { view, query, projectId } = state
  if (view !== undefined) return null
  return (
    <Button
      size="s"
      variant="ghost"
      onClick={() => viewDialog.setState({ open: { kind: 'save', query, projectId } })}
    >
      {t('Save as view…')}
    </Button>
  )
}
