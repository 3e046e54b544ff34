import { useTargets } from '../app/use-targets.ts'
import { useCommand } from '../commands/use-command.ts'
import { useProjects } from '../state/hooks.ts'
import { view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { openSaveTask } from './template-dialog.ts'

/** Binds what is done with templates from anywhere: saving the task that is meant as one, and beginning a task with one. */
export function useTemplateCommands(): void {
  const [task, ...others] = useTargets()
  const only = others.length === 0 ? task : undefined
  const hasProjects = useProjects().length > 0
  useCommand(
    'task.template',
    () => {
      if (only === undefined) return false
      openSaveTask(only)
      return true
    },
    {
      when: () => only !== undefined,
      label: () =>
        only === undefined ? null : t('Save {identifier} as a template…', { identifier: only.identifier }),
    },
  )
  useCommand(
    'task.from-template',
    () =>
      view.setState((state) => ({
        newTask: { projectId: state.lastProjectId, status: 'todo', templateId: null },
      })),
    { enabled: hasProjects },
  )
}
