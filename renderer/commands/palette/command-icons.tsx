import {
  AppWindow,
  Archive,
  ArrowRight,
  Bot,
  ChartColumn,
  Columns3,
  CornerDownRight,
  FileClock,
  FileDiff,
  FolderPlus,
  GitMerge,
  GitPullRequestArrow,
  Import,
  Inbox,
  Keyboard,
  LayoutTemplate,
  MessageSquare,
  Monitor,
  Moon,
  Play,
  Plus,
  Redo2,
  Search,
  Settings,
  Signal,
  Split,
  Sun,
  Tag,
  Undo2,
  Zap,
} from 'lucide-react'
import type { ReactNode } from 'react'
import type { TaskStatus } from '#shared/tasks.ts'
import { StatusIcon } from '../../ui/icons/status-icon.tsx'
import { StopIcon } from '../../ui/icons/stop-icon.tsx'
import type { CommandId } from '../catalog.ts'

const ICONS: Partial<Record<CommandId, ReactNode>> = {
  'app.help': <Keyboard />,
  'app.undo': <Undo2 />,
  'app.redo': <Redo2 />,
  'task.new': <Plus />,
  'task.from-template': <LayoutTemplate />,
  'app.window': <AppWindow />,
  'item.window': <AppWindow />,
  'project.add': <FolderPlus />,
  'tasks.import': <Import />,
  'record.open': <FileClock />,
  'theme.light': <Sun />,
  'theme.dark': <Moon />,
  'theme.system': <Monitor />,
  'go.inbox': <Inbox />,
  'go.batches': <Zap />,
  'go.tasks': <Columns3 />,
  'go.usage': <ChartColumn />,
  'go.settings': <Settings />,
  'board.search': <Search />,
  'log.search': <Search />,
  'task.execute': <Play />,
  'task.batch': <Zap />,
  'task.contest': <Split />,
  'task.stop': <StopIcon />,
  'task.say': <MessageSquare />,
  'task.answer': <MessageSquare />,
  'task.publish': <GitPullRequestArrow />,
  'task.merge': <GitMerge />,
  'task.priority': <Signal />,
  'task.labels': <Tag />,
  'task.agent': <Bot />,
  'task.template': <LayoutTemplate />,
  'task.archive': <Archive />,
  'work.changes': <FileDiff />,
}

/** The picture of a command: its own, that of the status it sets, or an arrow. */
export function iconOf(id: CommandId): ReactNode {
  if (id.startsWith('status.')) {
    return <StatusIcon status={id.slice('status.'.length).replace('-', '_') as TaskStatus} />
  }
  return ICONS[id] ?? (id.startsWith('go.') ? <ArrowRight /> : <CornerDownRight />)
}
