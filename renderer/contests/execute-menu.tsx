import { ChevronDown, Split } from 'lucide-react'
import type { Task } from '#shared/tasks.ts'
import { openNewContest } from '../state/contests.ts'
import { t } from '../strings/t.ts'
import { IconButton } from '../ui/button.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'

/** Beside the Execute button of a task: other ways to begin. */
export function ExecuteMenu({ task }: { task: Task }) {
  return (
    <Menu
      label={t('Other ways to begin')}
      align="end"
      trigger={
        <IconButton bare label={t('Other ways to begin')} className="-ms-1.5">
          <ChevronDown />
        </IconButton>
      }
    >
      <MenuItem
        icon={<Split />}
        keys="task.contest"
        onSelect={() => setTimeout(() => openNewContest(task.id))}
      >
        {t('Best of…')}
      </MenuItem>
    </Menu>
  )
}
