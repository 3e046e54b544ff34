import { ChevronDown } from 'lucide-react'
import type { Run } from '#shared/runs.ts'
import { Button } from '../ui/button.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { runName } from './run-name.ts'

/** Which of several runs is shown. */
export function AttemptPicker({
  runs,
  run,
  onPick,
}: {
  runs: readonly Run[]
  run: Run
  onPick: (runId: string) => void
}) {
  return (
    <Menu
      label="Choose an attempt"
      align="end"
      trigger={
        <Button size="s" variant="ghost">
          {runName(run)}
          {run.purpose === 'task' && ` of ${lastAttempt(runs)}`}
          <ChevronDown />
        </Button>
      }
    >
      {runs.map((one) => (
        <MenuItem
          key={one.id}
          checked={one.id === run.id}
          hint={one.mergedCommit !== null ? 'merged' : one.discardedAt !== null ? 'discarded' : one.status}
          onSelect={() => onPick(one.id)}
        >
          {runName(one)}
        </MenuItem>
      ))}
    </Menu>
  )
}

/** The number of the last attempt at the task itself. */
const lastAttempt = (runs: readonly Run[]) =>
  Math.max(...runs.filter(({ purpose }) => purpose !== 'resolve').map(({ attempt }) => attempt))
