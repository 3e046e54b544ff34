import { ChevronDown, RotateCw } from 'lucide-react'
import type { Run } from '#shared/runs.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx'
import { attemptHint } from '../contests/words.ts'
import { useContestsOf } from '../state/contests.ts'
import { useRunNames } from './run-name.ts'

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
  const runName = useRunNames(runs)
  const contests = useContestsOf(runs)
  return (
    <Menu
      label={t('Choose an attempt')}
      align="end"
      trigger={
        <Button size="s" variant="ghost">
          {run.purpose === 'task' && run.contestId === null
            ? t('Run {attempt} of {last}', { attempt: run.attempt, last: lastAttempt(runs) })
            : runName(run)}
          <ChevronDown />
        </Button>
      }
    >
      {runs.map((one) => (
        <MenuItem
          key={one.id}
          checked={one.id === run.id}
          hint={attemptHint(one, contests.byId.get(one.contestId ?? ''))}
          onSelect={() => onPick(one.id)}
        >
          {runName(one)}
        </MenuItem>
      ))}
      {contests.error !== null && (
        <>
          <MenuSeparator />
          <MenuItem
            icon={<RotateCw />}
            onSelect={(event) => {
              event.preventDefault()
              contests.retry()
            }}
          >
            {t('Which one was taken could not be read. Try again')}
          </MenuItem>
        </>
      )}
    </Menu>
  )
}

/** The number of the last attempt at the task itself. */
const lastAttempt = (runs: readonly Run[]) =>
  Math.max(...runs.filter(({ purpose }) => purpose !== 'resolve').map(({ attempt }) => attempt))
