import { Check, CornerUpLeft, ListChecks, RotateCcw, SkipForward } from 'lucide-react'
import type { ReactNode } from 'react'
import type { BatchTaskAction } from './task-actions.ts'
import { t } from '../strings/t.ts'
import { StopIcon } from '../ui/icons/stop-icon.tsx'

/** How what can be done with a task of a batch looks on buttons and in menus. */
export const ACTION_LOOKS: Record<BatchTaskAction, { label: string; icon: ReactNode; keys?: string }> = {
  approve: { label: t('Approve'), icon: <Check />, keys: 'a' },
  send_back: { label: t('Send back…'), icon: <CornerUpLeft />, keys: 'b' },
  skip: { label: t('Skip'), icon: <SkipForward />, keys: 's' },
  cancel: { label: t('Cancel'), icon: <StopIcon /> },
  check: { label: t('Check again'), icon: <ListChecks /> },
  retry: { label: t('Retry'), icon: <RotateCcw />, keys: 'r' },
}
