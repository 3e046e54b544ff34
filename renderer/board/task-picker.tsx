import { type ComponentProps, lazy, Suspense, useEffect, useState } from 'react'
import type { Priority, Task, TaskStatus } from '#shared/tasks.ts'
import { issueStays } from '../issues/words.ts'
import { attempt, deleteTask, mutateTasks } from '../state/actions.ts'
import { useLabels, useSelected } from '../state/hooks.ts'
import { issueLinkOf } from '../state/issues.ts'
import { labels as labelStore, tasks } from '../state/stores.ts'
import { client } from '../state/transport.ts'
import { clearSelection, type Picker, useView, view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { estimateChoice } from '../templates/estimate-choice.ts'
import { ConfirmDialog, Dialog } from '../ui/dialog.tsx'
import { Dot } from '../ui/dot.tsx'
import { colorValue } from '../ui/icons/color.ts'
import { PRIORITY_NAMES, PriorityIcon } from '../ui/icons/priority-icon.tsx'
import { STATUS_NAMES, StatusIcon } from '../ui/icons/status-icon.tsx'
import { ComboboxList } from '../ui/select.tsx'
import { DueChoices } from './due-choices.tsx'
import { keepFocus } from './focus.ts'
import { setLabel } from './task-menu.tsx'
import { WorkerChoices } from './worker-choices.tsx'

type RelationChoices = typeof import('./relation-choices.tsx').default

let loaded: RelationChoices | null = null

async function loadRelations(): Promise<RelationChoices> {
  loaded ??= (await import('./relation-choices.tsx')).default
  return loaded
}

const LateRelations = lazy(async () => ({ default: await loadRelations() }))

const STATUSES = Object.keys(STATUS_NAMES) as TaskStatus[]
const PRIORITIES = Object.keys(PRIORITY_NAMES) as Priority[]

const TITLES: Record<Picker['kind'], string> = {
  status: t('Set status'),
  priority: t('Set priority'),
  labels: t('Set labels'),
  agent: t('Set agent and model'),
  due: t('Set due date'),
  estimate: t('Set estimate'),
  parent: t('Set parent'),
  depends: t('Set dependencies'),
}

/** Of those that have more to show than a name. */
const WIDTHS: Partial<Record<Picker['kind'], number>> = { agent: 420, parent: 440, depends: 440 }

/** Sets a field of the selected or focused cards from the keyboard; also asks before tasks are deleted. */
export function TaskPicker() {
  const picker = useView((state) => state.picker)
  // Before anybody asks for it: what is typed while it is on its way would be lost. Who does meanwhile asks again.
  useEffect(() => void loadRelations().catch(() => undefined), [])
  const close = () => {
    const { focusedId } = view.getState()
    view.setState({ picker: null })
    // The card may have changed its column meanwhile.
    if (focusedId !== null) keepFocus(focusedId)
  }
  return (
    <>
      <Dialog
        open={picker !== null}
        onOpenChange={(open) => {
          if (!open) close()
        }}
        title={picker === null ? '' : TITLES[picker.kind]}
        hideTitle
        width={picker === null ? 320 : (WIDTHS[picker.kind] ?? 320)}
      >
        {picker !== null && <Choices picker={picker} onDone={close} />}
      </Dialog>
      <DeleteTasks />
    </>
  )
}

function Choices({ picker, onDone }: { picker: Picker; onDone: () => void }) {
  const byId = useSelected(tasks.store, (state) => state.byId)
  const labels = useLabels()
  const list = picker.ids.map((id) => byId.get(id)).filter((task): task is Task => task !== undefined)
  const [first] = list
  const common = (of: (task: Task) => string) =>
    first !== undefined && list.every((task) => of(task) === of(first)) ? of(first) : null
  const subject =
    list.length === 1 && first !== undefined
      ? first.identifier
      : t('{count, plural, one {# task} other {# tasks}}', { count: list.length })

  switch (picker.kind) {
    case 'agent':
      return <WorkerChoices tasks={list} subject={subject} onDone={onDone} />
    case 'due':
      return (
        <DueChoices
          label={t('{subject}: set due date…', { subject })}
          value={
            list.length > 0 && list.every((task) => task.dueDate === first?.dueDate)
              ? first?.dueDate
              : undefined
          }
          onChange={(dueDate) => void mutateTasks(picker.ids, { dueDate })}
          onDone={onDone}
        />
      )
    case 'estimate': {
      const isCommon = list.every((task) => task.estimate === first?.estimate)
      const choice = estimateChoice(
        isCommon ? (first?.estimate ?? null) : null,
        (estimate) => void mutateTasks(picker.ids, { estimate }),
      )
      return (
        <ComboboxList
          label={t('{subject}: set estimate…', { subject })}
          width={318}
          {...choice}
          value={isCommon ? choice.value : null}
          onDone={onDone}
        />
      )
    }
    case 'parent':
    case 'depends':
      return <Relations kind={picker.kind} list={list} subject={subject} onDone={onDone} />
    case 'status':
      return (
        <ComboboxList
          label={t('{subject}: set status…', { subject })}
          width={318}
          value={common((task) => task.status)}
          options={STATUSES.map((id, index) => ({
            id,
            label: STATUS_NAMES[id],
            icon: <StatusIcon status={id} />,
            hint: String(index + 1),
          }))}
          onChange={(status) => void mutateTasks(picker.ids, { status: status as TaskStatus })}
          onDone={onDone}
        />
      )
    case 'priority':
      return (
        <ComboboxList
          label={t('{subject}: set priority…', { subject })}
          width={318}
          value={common((task) => task.priority)}
          options={PRIORITIES.map((id) => ({
            id,
            label: PRIORITY_NAMES[id],
            icon: <PriorityIcon priority={id} />,
          }))}
          onChange={(priority) => void mutateTasks(picker.ids, { priority: priority as Priority })}
          onDone={onDone}
        />
      )
    case 'labels': {
      const value = labels
        .filter((label) => list.every((task) => task.labelIds.includes(label.id)))
        .map(({ id }) => id)
      return (
        <ComboboxList
          multiple
          label={t('{subject}: set labels…', { subject })}
          width={318}
          value={value}
          options={labels.map((label) => ({
            id: label.id,
            label: label.name,
            icon: <Dot color={colorValue(label.color)} />,
          }))}
          onChange={(next) => {
            for (const label of labels) {
              const on = next.includes(label.id)
              if (on !== value.includes(label.id)) setLabel(list, label.id, on)
            }
          }}
          createLabel={(name) => t('New label “{name}”', { name })}
          onCreate={(name) =>
            void attempt(async () => {
              const label = await client.labels.create({ name })
              labelStore.put([label])
              setLabel(list, label.id, true)
            }, t('The label was not created'))
          }
          onDone={onDone}
        />
      )
    }
  }
}

function Relations(props: ComponentProps<RelationChoices>) {
  // The same one for as long as this is shown. What is here is drawn at once, and takes what is typed.
  const [List] = useState(() => loaded ?? LateRelations)
  return (
    <Suspense>
      <List {...props} />
    </Suspense>
  )
}

function DeleteTasks() {
  const ids = useView((state) => state.deleting)
  // The words stay while the dialog goes away.
  const [shown, setShown] = useState<readonly string[]>([])
  if (ids.length > 0 && ids !== shown) setShown(ids)
  const links = shown.flatMap((id) => issueLinkOf(id) ?? [])
  const consequences = t(
    'Comments, history and run logs go with it, for good. Work that agents did on its branches is kept in the trash for a while. Archiving keeps everything.',
  )
  return (
    <ConfirmDialog
      open={ids.length > 0}
      onOpenChange={(open) => {
        if (!open) view.setState({ deleting: [] })
      }}
      title={t('Delete {count, plural, =1 {{task}} other {# tasks}}?', {
        count: shown.length,
        task: tasks.get(shown[0] ?? '')?.identifier ?? t('the task'),
      })}
      description={links.length === 0 ? consequences : `${consequences} ${issueStays(links)}`}
      confirmLabel={t('Delete')}
      danger
      onConfirm={async () => {
        for (const id of ids) await deleteTask(id)
        clearSelection()
      }}
    />
  )
}
