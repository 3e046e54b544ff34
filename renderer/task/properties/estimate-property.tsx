import type { Task } from '#shared/tasks.ts'
import { mutateTask } from '../../state/actions.ts'
import { Combobox } from '../../ui/select.tsx'
import { NONE, Property, Unset, ValueButton } from './property.tsx'

const POINTS = [1, 2, 3, 5, 8, 13]
const points = (count: number) => `${count} ${count === 1 ? 'point' : 'points'}`

/** How much it is thought to be, in points. */
export function EstimateProperty({ task }: { task: Task }) {
  const set = (estimate: number | null) => void mutateTask(task.id, { estimate })
  const offered =
    task.estimate === null || POINTS.includes(task.estimate) ? POINTS : [...POINTS, task.estimate]
  return (
    <Property name="Estimate">
      <Combobox
        label="Change estimate"
        value={task.estimate === null ? NONE : String(task.estimate)}
        options={[
          { id: NONE, label: 'No estimate' },
          ...offered.map((count) => ({ id: String(count), label: points(count) })),
        ]}
        onChange={(id) => set(id === NONE ? null : Number(id))}
        onCreate={(text) => {
          const count = Number(text.replace(',', '.'))
          if (Number.isFinite(count) && count >= 0 && count <= 1000) set(count)
        }}
        createLabel={(text) =>
          Number.isFinite(Number(text.replace(',', '.'))) ? `${text} points` : 'An estimate is a number'
        }
        trigger={
          <ValueButton aria-label={`Estimate: ${task.estimate === null ? 'none' : points(task.estimate)}`}>
            {task.estimate === null ? <Unset>None</Unset> : points(task.estimate)}
          </ValueButton>
        }
      />
    </Property>
  )
}
