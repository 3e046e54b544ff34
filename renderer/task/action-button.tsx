import {
  CornerUpLeft,
  FlaskConical,
  GitMerge,
  GitPullRequestArrow,
  ListChecks,
  Play,
  RotateCcw,
  Trash2,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { t } from '../strings/t.ts'
import { Button, type ButtonVariant } from '../ui/button.tsx'
import { StopIcon } from '../ui/icons/stop-icon.tsx'
import type { TaskAction } from './available-actions.ts'
import { ACTION_COMMANDS, type TaskActions } from './use-task-actions.ts'

const LOOKS: Record<TaskAction, { label: string; icon: ReactNode }> = {
  execute: { label: t('Execute'), icon: <Play /> },
  carry_out: { label: t('Carry out the plan'), icon: <ListChecks /> },
  retry: { label: t('Retry'), icon: <RotateCcw /> },
  stop: { label: t('Stop'), icon: <StopIcon /> },
  publish: { label: t('Publish'), icon: <GitPullRequestArrow /> },
  merge: { label: t('Merge'), icon: <GitMerge /> },
  send_back: { label: t('Send back'), icon: <CornerUpLeft /> },
  check: { label: t('Check again'), icon: <FlaskConical /> },
  discard: { label: t('Discard'), icon: <Trash2 /> },
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
