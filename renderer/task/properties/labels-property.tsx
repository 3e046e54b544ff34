import { useState } from 'react'
import type { Task } from '#shared/tasks.ts'
import { useCommand } from '../../commands/use-command.ts'
import { attempt, mutateTask } from '../../state/actions.ts'
import { useLabels } from '../../state/hooks.ts'
import { labels as labelStore } from '../../state/stores.ts'
import { client } from '../../state/transport.ts'
import { t } from '../../strings/t.ts'
import { Chip } from '../../ui/chip.tsx'
import { Dot } from '../../ui/dot.tsx'
import { colorValue } from '../../ui/icons/color.ts'
import { Combobox } from '../../ui/select.tsx'
import { Property, Unset, ValueButton } from './property.tsx'

/** The labels, chosen or created. */
export function LabelsProperty({ task }: { task: Task }) {
  const labels = useLabels()
  const [open, setOpen] = useState(false)
  useCommand('task.labels', () => setOpen(true))
  const own = labels.filter((label) => task.labelIds.includes(label.id))
  const create = async (name: string) => {
    const label = await attempt(() => client.labels.create({ name }), t('The label was not created'))
    if (label === null) return
    labelStore.put([label])
    await mutateTask(task.id, { labelIds: [...task.labelIds, label.id] })
  }
  return (
    <Property name={t('Labels')}>
      <Combobox
        multiple
        label={t('Change labels')}
        open={open}
        onOpenChange={setOpen}
        value={task.labelIds}
        options={labels.map((label) => ({
          id: label.id,
          label: label.name,
          icon: <Dot color={colorValue(label.color)} />,
        }))}
        empty={t('No labels yet. Type a name to create one.')}
        onCreate={(name) => void create(name)}
        createLabel={(name) => t('Create the label “{name}”', { name })}
        onChange={(labelIds) => void mutateTask(task.id, { labelIds })}
        trigger={
          <ValueButton
            className="flex-wrap py-0.5"
            aria-label={t('Labels: {labels}', {
              labels: own.map((label) => label.name).join(', ') || t('none'),
            })}
          >
            {own.length === 0 ? (
              <Unset>{t('None')}</Unset>
            ) : (
              own.map((label) => (
                <Chip key={label.id} dot={colorValue(label.color)}>
                  {label.name}
                </Chip>
              ))
            )}
          </ValueButton>
        }
      />
    </Property>
  )
}
