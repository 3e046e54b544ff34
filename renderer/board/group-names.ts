import { shortBatchName } from '../batches/work-place.ts'
import { batches, labels, projects } from '../state/stores.ts'
import { type Grouping, NONE } from '../state/task-groups.ts'
import { t } from '../strings/t.ts'
import { PRIORITY_NAMES } from '../ui/icons/priority-icon.tsx'
import { STATUS_NAMES } from '../ui/icons/status-icon.tsx'

const named = (names: Record<string, string>, key: string) => names[key] ?? key

/** What a group is called. */
export function groupName(by: Grouping, key: string): string {
  switch (by) {
    case 'status':
      return named(STATUS_NAMES, key)
    case 'priority':
      return named(PRIORITY_NAMES, key)
    case 'project':
      return projects.get(key)?.name ?? t('Another project')
    case 'label':
      return key === NONE ? t('No label') : (labels.get(key)?.name ?? t('Deleted label'))
    case 'agent':
      return key
    case 'batch': {
      if (key === NONE) return t('In no open batch')
      const batch = batches.get(key)
      return batch === undefined ? t('Another batch') : shortBatchName(batch)
    }
  }
}
