import {
  CornerUpLeft,
  GitMerge,
  GitPullRequestArrow,
  ListChecks,
  Play,
  RotateCcw,
  Trash2,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { Button, type ButtonVariant } from '../ui/button.tsx'
import { StopIcon } from '../ui/icons/stop-icon.tsx'
import type { TaskAction } from './available-actions.ts'
import { ACTION_COMMANDS, type TaskActions } from './use-task-actions.ts'

const LOOKS: Record<TaskAction, { label: string; icon: ReactNode }> = {
  execute: { label: 'Execute', icon: <Play /> },
  carry_out: { label: 'Carry out the plan', icon: <ListChecks /> },
  retry: { label: 'Retry', icon: <RotateCcw /> },
  stop: { label: 'Stop', icon: <StopIcon /> },
  publish: { label: 'Publish', icon: <GitPullRequestArrow /> },
  merge: { label: 'Merge', icon: <GitMerge /> },
  send_back: { label: 'Send back', icon: <CornerUpLeft /> },
  discard: { label: 'Discard', icon: <Trash2 /> },
}

/** Does one of the things that can be done about a task. */
export function ActionButton({
  action,
  actions,
  variant,
}: {
  action: TaskAction
  actions: TaskActions
  variant: ButtonVariant
}) {
  return (
    <Button
      variant={variant}
      icon={LOOKS[action].icon}
      busy={actions.busy === action}
      disabled={actions.busy !== null}
      keys={ACTION_COMMANDS[action]}
      onClick={() => actions.act(action)}
    >
      {action === 'publish' ? actions.publishWord : LOOKS[action].label}
    </Button>
  )
}
