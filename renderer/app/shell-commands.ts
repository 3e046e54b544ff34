import type { ShellCommand } from '#shared/port.ts'
import { targets } from '../board/focus.ts'
import { liveCommands } from '../commands/use-command.ts'
import { executeFree } from '../state/batches.ts'
import { goTo } from '../state/navigation.ts'
import { tasks } from '../state/stores.ts'
import { clearSelection, view } from '../state/view.ts'

/** Does what the desktop's menu, tray, notifications and links ask for. */
export function obey(command: ShellCommand): void {
  switch (command.name) {
    case 'new-task':
      return void liveCommands().get('task.new')?.run(null)
    case 'command-palette':
      return view.setState({ palette: true })
    case 'settings':
      return goTo({ to: 'settings' })
    case 'board':
      return goTo({ to: 'board', projectId: view.getState().lastProjectId })
    case 'open-task':
      return goTo({ to: 'task', identifier: command.identifier })
    case 'open-batch':
      return goTo({ to: 'batch', id: command.id })
    case 'execute':
      return execute()
  }
}

function execute(): void {
  const open = openTask()
  const ids = open === null ? targets() : [open]
  if (ids.length === 0) return
  clearSelection()
  void executeFree(ids)
}

/** The task whose screen is shown. */
function openTask(): string | null {
  const identifier = /^\/task\/([^/]+)$/.exec(location.pathname)?.[1]
  if (identifier === undefined) return null
  for (const task of tasks.all.values())
    if (task.identifier === decodeURIComponent(identifier)) return task.id
  return null
}
