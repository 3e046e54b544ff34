import { chooseRecord } from '../record/open-record.ts'
import { redo, saveSettings, toRedo, toUndo, undo } from '../state/actions.ts'
import { useProjects } from '../state/hooks.ts'
import { goTo, openWindowHere } from '../state/navigation.ts'
import { view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { useCommand } from './use-command.ts'

/** An act of which the host has not said yet that it is done has no name: then the command's name stands. */
const actLabel = (act: string | null, words: (act: string) => string): string | null =>
  act ? words(act) : null

/** Binds what can be done wherever one is. */
export function useAppCommands(): void {
  const hasProjects = useProjects().length > 0
  useCommand('app.palette', () => view.setState({ palette: true }), { inFields: true })
  useCommand('app.help', () => view.setState({ help: true }))
  useCommand('task.new', () =>
    view.setState((state) => ({ newTask: { projectId: state.lastProjectId, status: 'todo' } })),
  )
  useCommand('app.undo', () => void undo(), {
    when: () => toUndo() !== null,
    label: () => actLabel(toUndo(), (act) => t('Undo: {act}', { act })),
  })
  useCommand('app.redo', () => void redo(), {
    when: () => toRedo() !== null,
    label: () => actLabel(toRedo(), (act) => t('Redo: {act}', { act })),
  })

  useCommand('app.window', openWindowHere)

  useCommand('go.inbox', () => goTo({ to: 'inbox' }))
  useCommand('go.batches', () => goTo({ to: 'batches' }))
  useCommand('go.tasks', () => goTo({ to: 'board', projectId: null }))
  useCommand('go.project', () => view.setState({ palette: 'projects' }), { enabled: hasProjects })
  useCommand('go.brainstorm', () => goTo({ to: 'brainstorms', projectId: view.getState().lastProjectId }))
  useCommand('go.usage', () => goTo({ to: 'usage' }))
  useCommand('go.settings', () => goTo({ to: 'settings' }))

  useCommand('app.welcome', () => goTo({ to: 'welcome', search: { step: 'choose' } }))
  useCommand('project.add', () => view.setState({ addProject: true }))
  useCommand(
    'tasks.import',
    () => view.setState((state) => ({ importing: { projectId: state.lastProjectId } })),
    { enabled: hasProjects },
  )
  useCommand('record.open', chooseRecord)
  useCommand('theme.light', () => void saveSettings({ theme: 'light' }))
  useCommand('theme.dark', () => void saveSettings({ theme: 'dark' }))
  useCommand('theme.system', () => void saveSettings({ theme: 'system' }))
}
