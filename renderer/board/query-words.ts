import type { TaskConditions, TaskQuery } from '#shared/task-query.ts'

type One<K extends keyof TaskConditions> =
  NonNullable<TaskConditions[K]> extends readonly (infer T)[] ? T : never

export const LAYOUT_NAMES: Record<TaskQuery['layout'], string> = { board: 'Board', list: 'List' }

export const GROUPING_NAMES: Record<TaskQuery['groupBy'], string> = {
  status: 'Status',
  priority: 'Priority',
  project: 'Project',
  label: 'Label',
  agent: 'Agent',
  batch: 'Batch',
}

export const ORDER_NAMES: Record<TaskQuery['order'], string> = {
  manual: 'By hand',
  priority: 'Priority',
  updated: 'Last updated',
  created: 'Newest',
  due: 'Due date',
}

export const RUN_FILTER_NAMES: Record<One<'run'>, string> = {
  open: 'Running or queued',
  waiting: 'Waiting for me',
  failed: 'Failed',
  none: 'Never executed',
}

export const DUE_FILTER_NAMES: Record<One<'due'>, string> = {
  overdue: 'Overdue',
  today: 'Today',
  week: 'Next seven days',
  none: 'No due date',
}
