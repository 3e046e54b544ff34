import { Trash2 } from 'lucide-react'
import { type FormEvent, useCallback, useState } from 'react'
import type { Color } from '#shared/common.ts'
import type { Label } from '#shared/labels.ts'
import type { Task } from '#shared/tasks.ts'
import { attempt, removeLabel } from '../state/actions.ts'
import { problemOf } from '../state/errors.ts'
import { useLabels, useSelected } from '../state/hooks.ts'
import { labels as store, tasks } from '../state/stores.ts'
import { client } from '../state/transport.ts'
import { t } from '../strings/t.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { ColorButton } from '../ui/color-picker.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { TextInput } from '../ui/field.tsx'
import { PALETTE } from '../ui/icons/color.ts'
import { SavedText } from '../ui/saved-text.tsx'
import { Section } from '../ui/section.tsx'

export function LabelsManager() {
  const labels = useLabels()
  const [deleting, setDeleting] = useState<Label | null>(null)
  const [asked, setAsked] = useState(false)
  return (
    <>
      <Section
        title={t('Labels')}
        hint={t('Shared by all projects. Their names stand in the agent’s prompt.')}
      >
        <NewLabel used={labels.length} />
        {labels.map((label) => (
          <LabelRow
            key={label.id}
            label={label}
            onDelete={() => {
              setDeleting(label)
              setAsked(true)
            }}
          />
        ))}
      </Section>
      <ConfirmDialog
        open={asked}
        onOpenChange={setAsked}
        title={t('Delete the label “{name}”?', { name: deleting?.name ?? '' })}
        description={t('It is taken off every task that has it. The tasks stay.')}
        confirmLabel={t('Delete')}
        danger
        onConfirm={async () => {
          if (deleting !== null) await removeLabel(deleting.id)
        }}
      />
    </>
  )
}

function NewLabel({ used }: { used: number }) {
  const [name, setName] = useState('')
  // Each new label gets a colour of its own, until the palette is through.
  const [color, setColor] = useState<Color | null>(null)
  const [error, setError] = useState<string | null>(null)
  const shown = color ?? PALETTE[(used + 1) % PALETTE.length] ?? 'gray'
  const create = async (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() === '') return
    try {
      store.put([await client.labels.create({ name: name.trim(), color: shown })])
      setName('')
      setColor(null)
      setError(null)
    } catch (problem) {
      setError(problemOf(problem).message)
    }
  }
  return (
    <form onSubmit={(event) => void create(event)} className="flex items-start gap-2">
      <ColorButton label={t('Colour of the new label')} value={shown} onChange={setColor} />
      <TextInput
        label={t('New label')}
        hideLabel
        className="flex-1"
        placeholder={t('New label')}
        maxLength={60}
        value={name}
        error={error}
        onChange={(event) => {
          setName(event.target.value)
          setError(null)
        }}
      />
      <Button type="submit" className="h-7.5" disabled={name.trim() === ''}>
        {t('Add')}
      </Button>
    </form>
  )
}

function LabelRow({ label, onDelete }: { label: Label; onDelete: () => void }) {
  const { id } = label
  const count = useSelected(
    tasks.store,
    useCallback(
      ({ byId }: { byId: ReadonlyMap<string, Task> }) => {
        let count = 0
        for (const task of byId.values()) if (task.labelIds.includes(id)) count++
        return count
      },
      [id],
    ),
  )
  const update = async (patch: { name?: string; color?: Color }): Promise<string | null> => {
    const lift = store.overlay(id, patch)
    try {
      store.put([await client.labels.update({ id, ...patch })])
      return null
    } catch (problem) {
      return problemOf(problem).message
    } finally {
      lift()
    }
  }
  return (
    <div className="flex items-center gap-2 py-2!">
      <ColorButton
        label={t('Colour of {name}', { name: label.name })}
        value={label.color}
        onChange={(color) =>
          void attempt(async () => {
            const problem = await update({ color })
            if (problem !== null) throw new Error(problem)
          })
        }
      />
      <SavedText
        label={t('Name of {name}', { name: label.name })}
        hideLabel
        className="flex-1"
        value={label.name}
        maxLength={60}
        onSave={(name) => update({ name: name.trim() })}
      />
      <span className="w-16 text-end text-12 text-fg-3">
        {t('{count, plural, one {# task} other {# tasks}}', { count })}
      </span>
      <IconButton label={t('Delete {name}', { name: label.name })} onClick={onDelete}>
        <Trash2 />
      </IconButton>
    </div>
  )
}
