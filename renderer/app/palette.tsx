import { useLocation } from '@tanstack/react-router'
import { Command } from 'cmdk'
import {
  Columns3,
  FileClock,
  FolderPlus,
  Import,
  GitPullRequestArrow,
  Inbox,
  Keyboard,
  Monitor,
  Moon,
  Play,
  Plus,
  Settings,
  Split,
  Sun,
  Zap,
} from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { type ReactNode, useDeferredValue, useMemo, useState } from 'react'
import { projectIssueCommands, taskIssueCommands } from '../issues/issue-commands.tsx'
import { githubSettings, pullCommands } from '../publications/pull-commands.tsx'
import { chooseRecord } from '../record/open-record.ts'
import { saveSettings } from '../state/actions.ts'
import { executeFree, inBatchWords, openNewBatch, splitByBatch } from '../state/batches.ts'
import { canContest, openNewContest } from '../state/contests.ts'
import { useProjects, useTasksOf } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { canPublish, isPullOpen, publicationOf, publishOrOpen, publishWord } from '../state/publications.ts'
import { batches, runs } from '../state/stores.ts'
import { useView, view } from '../state/view.ts'
import { Dot } from '../ui/dot.tsx'
import { colorValue } from '../ui/icons/color.ts'
import { StatusIcon } from '../ui/icons/status-icon.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { issueNumberOf } from '../state/issues.ts'
import { searchTasks } from './search-tasks.ts'
import { useTargets } from './use-targets.ts'

/** ⌘K: go anywhere, do anything. */
export function Palette() {
  const open = useView((state) => state.palette)
  return (
    <Radix.Root open={open} onOpenChange={(palette) => view.setState({ palette })}>
      <Radix.Portal>
        <Radix.Overlay className="enter-fade fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          className="enter fixed top-[13vh] left-1/2 z-50 w-152 max-w-[calc(100vw-32px)] -translate-x-1/2 overflow-hidden rounded-l border border-line-strong bg-float shadow-float"
        >
          <Radix.Title className="sr-only">Search and commands</Radix.Title>
          <PaletteList />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

const close = () => view.setState({ palette: false })

export type PaletteCommand = {
  id: string
  icon: ReactNode
  label: string
  /** Shown at the right; the handler is bound elsewhere. */
  keys?: string
  /** Also found by these. */
  words?: string
  run: () => void
}

function PaletteList() {
  const [text, setText] = useState('')
  const typed = text.trim().toLowerCase()
  // Commands are found at once, for who types fast and presses Enter; looking through thousands of tasks may wait.
  const query = useDeferredValue(text.trim())
  const projects = useProjects()
  const all = useTasksOf(null)
  const found = useMemo(() => searchTasks(all, query, 8, issueNumberOf), [all, query])
  const chosen = useTargets()
  const { free, batchIds } = splitByBatch(chosen.map((task) => task.id))
  const targets = chosen.filter(({ id }) => free.includes(id))

  const openBatchId = useLocation({
    select: ({ pathname }) => /^\/batches\/([^/]+)/.exec(pathname)?.[1] ?? null,
  })
  const subjectId = openBatchId ?? (chosen.length === 1 ? (chosen[0]?.id ?? null) : null)

  const wanted = (...words: string[]) => typed === '' || words.join(' ').toLowerCase().includes(typed)
  const lastProjectId = useView((state) => state.lastProjectId)
  const commands: PaletteCommand[] = [
    ...(targets.length > 0
      ? [
          {
            id: 'execute',
            icon: <Play />,
            label:
              targets.length === 1 ? `Execute ${targets[0]?.identifier}` : `Execute ${targets.length} tasks`,
            keys: 'e',
            run: () => void executeFree(free),
          },
          {
            id: 'batch',
            icon: <Zap />,
            label: 'Execute as a batch…',
            keys: 'shift+e',
            words: 'queue parallel combined merge',
            run: () => openNewBatch(free),
          },
        ]
      : []),
    ...targets
      .filter((task) => targets.length === 1 && canContest(task))
      .map(({ id, identifier }) => ({
        id: 'contest',
        icon: <Split />,
        label: `Best of… for ${identifier}`,
        keys: 'shift+b',
        words: 'contest candidates compare models several attempts',
        run: () => openNewContest(id),
      })),
    ...targets
      .filter(
        (task) =>
          targets.length === 1 &&
          canPublish(runs.get(task.latestRunId ?? '')) &&
          !isPullOpen(publicationOf(task.id)),
      )
      .map((task) => ({
        id: 'publish',
        icon: <GitPullRequestArrow />,
        label: `${publishWord(task)} for ${task.identifier}`,
        keys: 'shift+p',
        words: 'pull request github push branch publish pr',
        run: () => publishOrOpen(task.id),
      })),
    ...(subjectId === null ? [] : pullCommands(subjectId)),
    ...chosen.flatMap((task) => (chosen.length === 1 ? taskIssueCommands(task) : [])),
    ...batchIds.flatMap((id) => {
      const batch = batches.get(id)
      if (batch === undefined) return []
      const open = () => goTo({ to: 'batch', id })
      return [{ id: `batch ${id}`, icon: <Zap />, label: inBatchWords(batch), words: 'open', run: open }]
    }),
    {
      id: 'new',
      icon: <Plus />,
      label: 'New task',
      keys: 'c',
      words: 'create add',
      run: () => view.setState((state) => ({ newTask: { projectId: state.lastProjectId, status: 'todo' } })),
    },
    {
      id: 'inbox',
      icon: <Inbox />,
      label: 'Go to inbox',
      keys: 'G I',
      words: 'requests questions permissions waiting answer',
      run: () => goTo({ to: 'inbox' }),
    },
    {
      id: 'batches',
      icon: <Zap />,
      label: 'Go to batches',
      keys: 'G B',
      words: 'queue parallel combined merge',
      run: () => goTo({ to: 'batches' }),
    },
    {
      id: 'all',
      icon: <Columns3 />,
      label: 'All tasks',
      words: 'board go',
      run: () => goTo({ to: 'board', projectId: null }),
    },
    {
      id: 'project',
      icon: <FolderPlus />,
      label: 'Add a project',
      words: 'clone repository folder',
      run: () => view.setState({ addProject: true }),
    },
    ...(projects.length > 0
      ? [
          {
            id: 'import',
            icon: <Import />,
            label: 'Import tasks…',
            words: 'csv markdown vibe-kanban linear jira trello asana list file paste',
            run: () => view.setState((state) => ({ importing: { projectId: state.lastProjectId } })),
          },
        ]
      : []),
    ...projectIssueCommands(projects.find(({ id }) => id === lastProjectId)),
    {
      id: 'settings',
      icon: <Settings />,
      label: 'Settings',
      words: 'preferences model',
      run: () => goTo({ to: 'settings' }),
    },
    githubSettings(),
    {
      id: 'labels',
      icon: <Settings />,
      label: 'Manage labels',
      run: () => goTo({ to: 'settings', section: 'labels' }),
    },
    {
      id: 'storage',
      icon: <Settings />,
      label: 'Storage',
      words: 'disk space free clean up worktrees orphans',
      run: () => goTo({ to: 'settings', section: 'storage' }),
    },
    {
      id: 'trash',
      icon: <Settings />,
      label: 'Trash',
      words: 'restore discarded branch',
      run: () => goTo({ to: 'settings', section: 'trash' }),
    },
    {
      id: 'record',
      icon: <FileClock />,
      label: 'Open a run record…',
      words: 'replay file import jsonl history',
      run: chooseRecord,
    },
    {
      id: 'dark',
      icon: <Moon />,
      label: 'Dark theme',
      words: 'appearance',
      run: () => void saveSettings({ theme: 'dark' }),
    },
    {
      id: 'light',
      icon: <Sun />,
      label: 'Light theme',
      words: 'appearance',
      run: () => void saveSettings({ theme: 'light' }),
    },
    {
      id: 'system',
      icon: <Monitor />,
      label: 'Theme of the system',
      words: 'appearance',
      run: () => void saveSettings({ theme: 'system' }),
    },
    {
      id: 'help',
      icon: <Keyboard />,
      label: 'Keyboard shortcuts',
      keys: '?',
      run: () => view.setState({ help: true }),
    },
  ]
  const shown = commands.filter((command) => wanted(command.label, command.words ?? ''))
  const shownProjects = projects.filter((project) => wanted(project.name, project.key, 'project'))

  return (
    <Command label="Search and commands" shouldFilter={false} loop className="flex max-h-[60vh] flex-col">
      <Command.Input
        autoFocus
        value={text}
        onValueChange={setText}
        placeholder="Find a task, a project or a command…"
        className="h-12 w-full shrink-0 border-b border-line bg-transparent px-4 text-14 outline-none"
      />
      <Command.List className="min-h-0 flex-1 overflow-y-auto p-1.5 [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-11 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-fg-3">
        <Command.Empty className="px-3 py-6 text-center text-12 text-fg-3">Nothing found</Command.Empty>
        {query !== '' && found.length > 0 && (
          <Command.Group heading="Tasks">
            {found.map((task) => (
              <Row
                key={task.id}
                id={`task ${task.id}`}
                icon={<StatusIcon status={task.status} label />}
                onSelect={() => goTo({ to: 'task', identifier: task.identifier })}
              >
                <span className="w-17 shrink-0 truncate text-fg-3">{task.identifier}</span>
                <span className="min-w-0 flex-1 truncate">{task.title}</span>
              </Row>
            ))}
          </Command.Group>
        )}
        {shown.length > 0 && (
          <Command.Group heading="Commands">
            {shown.map((command) => (
              <Row key={command.id} id={command.id} icon={command.icon} onSelect={command.run}>
                <span className="flex-1">{command.label}</span>
                {command.keys !== undefined && <Kbd keys={command.keys} />}
              </Row>
            ))}
          </Command.Group>
        )}
        {shownProjects.length > 0 && (
          <Command.Group heading="Projects">
            {shownProjects.map((project) => (
              <Row
                key={project.id}
                id={`project ${project.id}`}
                icon={<Dot color={colorValue(project.color)} />}
                onSelect={() => goTo({ to: 'board', projectId: project.id })}
              >
                <span className="flex-1 truncate">{project.name}</span>
                <span className="text-11 text-fg-3">{project.key}</span>
              </Row>
            ))}
            {shownProjects.map((project) => (
              <Row
                key={project.id}
                id={`settings ${project.id}`}
                icon={<Settings />}
                onSelect={() => goTo({ to: 'project-settings', projectId: project.id })}
              >
                <span className="flex-1 truncate">Settings of {project.name}</span>
              </Row>
            ))}
          </Command.Group>
        )}
      </Command.List>
    </Command>
  )
}

function Row({
  id,
  icon,
  onSelect,
  children,
}: {
  id: string
  icon: ReactNode
  onSelect: () => void
  children: ReactNode
}) {
  return (
    <Command.Item
      value={id}
      onSelect={() => {
        close()
        onSelect()
      }}
      className="flex h-9 items-center gap-2.5 rounded-m px-2.5 select-none data-[selected=true]:bg-active [&_svg]:size-4 [&_svg]:shrink-0"
    >
      <span className="grid w-4 place-items-center text-fg-3">{icon}</span>
      {children}
    </Command.Item>
  )
}
