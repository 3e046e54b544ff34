import { Layers, LayoutTemplate, Settings } from 'lucide-react'
import type { Project } from '#shared/projects.ts'
import type { Task } from '#shared/tasks.ts'
import type { TaskTemplate } from '#shared/templates.ts'
import type { SavedView } from '#shared/views.ts'
import { goTo } from '../../state/navigation.ts'
import { tasks } from '../../state/stores.ts'
import { view } from '../../state/view.ts'
import { t } from '../../strings/t.ts'
import { Dot } from '../../ui/dot.tsx'
import { colorValue } from '../../ui/icons/color.ts'
import { StatusIcon } from '../../ui/icons/status-icon.tsx'
import { COMMAND_IDS, type CommandId, commandOf } from '../catalog.ts'
import type { Binding } from '../dispatch.ts'
import { iconOf } from './command-icons.tsx'
import type { PaletteGroup, PaletteItem } from './item.ts'
import { revealSetting } from './reveal-setting.ts'
import { SETTINGS_PAGES, SINGLE_SETTINGS } from './settings-index.ts'

/** Commands that can be done now, those of the innermost room first, but for those that `others` say better. */
export function commandItems(
  live: ReadonlyMap<CommandId, Binding>,
  others: readonly PaletteItem[],
): PaletteItem[] {
  const said = new Set(others.map(({ keys }) => keys))
  const depth = (id: CommandId) => live.get(id)?.depth ?? 0
  const ids = COMMAND_IDS.filter((id) => live.has(id)).sort((a, b) => depth(b) - depth(a))
  return ids.flatMap((id) => {
    const binding = live.get(id)
    if (binding === undefined) return []
    const { label, run } = binding
    const { name, words, byKeyOnly } = commandOf(id)
    if (byKeyOnly === true || said.has(id)) return []
    return [
      {
        id,
        icon: iconOf(id),
        label: label() ?? name,
        keys: id,
        ...(words === undefined ? {} : { words }),
        run: () => void run(null),
      },
    ]
  })
}

export const projectGroup = (projects: readonly Project[]): PaletteGroup => ({
  name: t('Projects'),
  items: projects.map(({ id, name, key, color }) => ({
    id: `project ${id}`,
    icon: <Dot color={colorValue(color)} />,
    label: name,
    words: t('{key} project', { key }),
    hint: key,
    run: () => goTo({ to: 'board', projectId: id }),
  })),
})

export const viewGroup = (views: readonly SavedView[], projects: readonly Project[]): PaletteGroup => ({
  name: t('Views'),
  items: views.map(({ id, name, projectId }) => {
    const project = projects.find((one) => one.id === projectId)
    return {
      id: `view ${id}`,
      icon: <Layers />,
      label: name,
      words: t('view {name}', { name: project?.name ?? t('all tasks') }),
      ...(project === undefined ? {} : { hint: project.name }),
      run: () => goTo({ to: 'view', id }),
    }
  }),
})

/** A new task from each template: in its project, and from one of all projects in that which was looked at last. */
export const templateGroup = (
  templates: readonly TaskTemplate[],
  projects: readonly Project[],
  lastProjectId: string | null,
): PaletteGroup => ({
  name: t('Templates'),
  items: templates.map(({ id, name, projectId }) => {
    const project = projects.find((one) => one.id === projectId)
    return {
      id: `template ${id}`,
      icon: <LayoutTemplate />,
      label: t('New task from “{name}”', { name }),
      words: t('template create add {name}', { name: project?.name ?? '' }),
      ...(project === undefined ? {} : { hint: project.name }),
      onlyFound: true as const,
      run: () =>
        view.setState({ newTask: { projectId: projectId ?? lastProjectId, status: 'todo', templateId: id } }),
    }
  }),
})

/** Pages, the settings of projects, and every setting by itself. */
export const settingsGroup = (projects: readonly Project[]): PaletteGroup => ({
  name: t('Settings'),
  items: [
    ...Object.entries(SETTINGS_PAGES).map(([page, { name, words }]) => ({
      id: `settings ${page}`,
      icon: <Settings />,
      label: t('{name} settings', { name }),
      words: t('{words} settings', { words }),
      run: () => goTo({ to: 'settings', section: page }),
    })),
    ...projects.map(({ id, name }) => ({
      id: `project-settings ${id}`,
      icon: <Settings />,
      label: t('Settings of {name}', { name }),
      run: () => goTo({ to: 'project-settings', projectId: id }),
    })),
    ...SINGLE_SETTINGS.map(({ page, name, words }) => ({
      id: `setting ${page} ${name}`,
      icon: <Settings />,
      label: name,
      words: t('{words} setting', { words: words ?? '' }),
      hint: pageName(page),
      onlyFound: true as const,
      run: () => revealSetting(page, name),
    })),
  ],
})

const pageName = (page: string): string =>
  Object.entries(SETTINGS_PAGES).find(([id]) => id === page)?.[1].name ?? ''

export const taskItem = ({ id, identifier, title, status }: Task): PaletteItem => ({
  id: `task ${id}`,
  icon: <StatusIcon status={status} label />,
  code: identifier,
  label: title,
  run: () => goTo({ to: 'task', identifier }),
})

/** What was chosen lately and can be chosen now, the last one first. */
export function recentItems(
  recent: readonly string[],
  groups: readonly PaletteGroup[],
  limit: number,
): PaletteItem[] {
  const known = new Map(groups.flatMap(({ items }) => items.map((item) => [item.id, item] as const)))
  const found = recent.flatMap((id) => {
    const task = id.startsWith('task ') ? tasks.get(id.slice('task '.length)) : undefined
    return (task === undefined ? known.get(id) : taskItem(task)) ?? []
  })
  return found.slice(0, limit)
}
