import type { TaskConditions, TaskQuery } from '#shared/task-query.ts'
import { t } from '../strings/t.ts'

type One<K extends keyof TaskConditions> =
  NonNullable<TaskConditions[K]> extends readonly (infer T)[] ? T : never

export const LAYOUT_NAMES: Record<TaskQuery['layout'], string> = { board: t('Board'), list: t('List') }

export const GROUPING_NAMES: Record<TaskQuery['groupBy'], string> = {
  status: t('Status'),
  priority: t('Priority'),
  project: t('Project'),
  label: t('Label'),
  agent: t('Agent'),
  batch: t('Batch'),
}

export const ORDER_NAMES: Record<TaskQuery['order'], string> = {
  manual: t('By hand'),
  priority: t('Priority'),
  updated: t('Last updated'),
  created: t('Newest'),
  due: t('Due date'),
}

export const RUN_FILTER_NAMES: Record<One<'run'>, string> = {
  open: t('Running or queued'),
  waiting: t('Waiting for me'),
  failed: t('Failed'),
  none: t('Never executed'),
}

export const DUE_FILTER_NAMES: Record<One<'due'>, string> = {
  overdue: t('Overdue'),
  today: t('Today'),
  week: t('Next seven days'),
  none: t('No due date'),
}
