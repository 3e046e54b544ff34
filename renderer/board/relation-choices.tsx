import { useCallback } from 'react'
import type { Task } from '#shared/tasks.ts'
import { mutateTask, mutateTasks } from '../state/actions.ts'
import { t } from '../strings/t.ts'
import { otherTasks } from '../task/task-options.tsx'
import { ComboboxList } from '../ui/select.tsx'

/** Stands for “no parent” in the list. */
const NONE = '-'

/** Chooses the parent of tasks, or what they depend on. Circles are refused by the host, which says why. */
export default function RelationChoices({
  kind,
  list,
  subject,
  onDone,
}: {
  kind: 'parent' | 'depends'
  list: readonly Task[]
  /** Which tasks they are, in a word. */
  subject: string
  onDone: () => void
}) {
  const [first] = list
  const projectId = list.every((task) => task.projectId === first?.projectId) ? first?.projectId : undefined
  const ids = list.map(({ id }) => id).join(' ')
  const hasParent = list.some(({ parentId }) => parentId !== null)
  // Made when the list opens: a project may have thousands of tasks.
  const options = useCallback(() => {
    if (projectId === undefined) return []
    const others = otherTasks(projectId, ids.split(' '))
    return kind === 'parent' && hasParent ? [{ id: NONE, label: t('No parent') }, ...others] : others
  }, [projectId, ids, kind, hasParent])
  const empty =
    projectId === undefined
      ? t('These tasks are of several projects. Parents and dependencies are tasks of the same project.')
      : t('No other task in this project')

  if (kind === 'parent') {
    const parentId = list.every((task) => task.parentId === first?.parentId) ? first?.parentId : undefined
    return (
      <ComboboxList
        label={t('{subject}: set parent…', { subject })}
        width={438}
        value={parentId ?? null}
        options={options}
        empty={empty}
        onChange={(id) =>
          void mutateTasks(
            list.map((task) => task.id),
            { parentId: id === NONE ? null : id },
          )
        }
        onDone={onDone}
      />
    )
  }
  const value = first?.dependsOn.filter((id) => list.every((task) => task.dependsOn.includes(id))) ?? []
  return (
    <ComboboxList
      multiple
      label={t('{subject}: depends on…', { subject })}
      width={438}
      value={value}
      options={options}
      empty={empty}
      onChange={(next) => {
        for (const { id, dependsOn } of list) {
          const kept = dependsOn.filter((of) => next.includes(of) || !value.includes(of))
          const after = [...new Set([...kept, ...next])]
          const isSame = after.length === dependsOn.length && after.every((of) => dependsOn.includes(of))
          if (!isSame) void mutateTask(id, { dependsOn: after })
        }
      }}
      onDone={onDone}
    />
  )
}
