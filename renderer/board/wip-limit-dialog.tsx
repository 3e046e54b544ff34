import { useRef, useState } from 'react'
import type { TaskStatus } from '#shared/tasks.ts'
import { saveProject } from '../state/actions.ts'
import { useProject } from '../state/hooks.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextInput } from '../ui/field.tsx'
import { STATUS_NAMES } from '../ui/icons/status-icon.tsx'

/** As many as the host takes. */
const MOST = 1000

/** Says how many tasks of a project should stand in a status at once. */
export function WipLimitDialog({
  projectId,
  status,
  onClose,
}: {
  projectId: string
  status: TaskStatus
  onClose: () => void
}) {
  const project = useProject(projectId)
  const limits = project?.wipLimits ?? {}
  const [text, setText] = useState(String(limits[status] ?? ''))
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const name = STATUS_NAMES[status]

  const save = async (limit: number | null) => {
    const { [status]: _, ...others } = limits
    setBusy(true)
    const problem = await saveProject({
      id: projectId,
      wipLimits: limit === null ? others : { ...others, [status]: limit },
    })
    setBusy(false)
    if (problem === null) onClose()
    else setError(problem)
  }
  const submit = () => {
    const limit = Number(text)
    if (text.trim() === '') void save(null)
    else if (Number.isInteger(limit) && limit >= 1 && limit <= MOST) void save(limit)
    else setError(t('A whole number from 1 to {most}', { most: MOST }))
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      title={t('Limit of {name}', { name })}
      description={t(
        'How many tasks should stand here at once. With more the column says so; nothing is held up.',
      )}
      width={380}
      initialFocus={field}
      footer={
        <>
          {limits[status] !== undefined && (
            <Button variant="ghost" className="me-auto" busy={busy} onClick={() => void save(null)}>
              {t('No limit')}
            </Button>
          )}
          <Button variant="ghost" onClick={onClose}>
            {t('Cancel')}
          </Button>
          <Button variant="primary" busy={busy} onClick={submit}>
            {t('Save')}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <TextInput
          ref={field}
          label={t('Tasks at most')}
          inputMode="numeric"
          value={text}
          error={error}
          onChange={(event) => {
            setText(event.target.value)
            setError(null)
          }}
        />
      </form>
    </Dialog>
  )
}
