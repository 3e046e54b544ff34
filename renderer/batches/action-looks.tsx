import { Check, CornerUpLeft, ListChecks, RotateCcw, SkipForward } from 'lucide-react'
import type { ReactNode } from 'react'
import type { BatchTaskAction } from './task-actions.ts'
import { StopIcon } from '../ui/icons/stop-icon.tsx'

/** How what can be done with a task of a batch looks on buttons and in menus. */
export const ACTION_LOOKS: Record<BatchTaskAction, { label: string; icon: ReactNode; keys?: string }> = {
  approve: { label: 'Approve', icon: <Check />, keys: 'a' },
  send_back: { label: 'Send back…', icon: <CornerUpLeft />, keys: 'b' },
  skip: { label: 'Skip', icon: <SkipForward />, keys: 's' },
  cancel: { label: 'Cancel', icon: <StopIcon /> },
  check: { label: 'Check again', icon: <ListChecks /> },
  retry: { label: 'Retry', icon: <RotateCcw />, keys: 'r' },
}
