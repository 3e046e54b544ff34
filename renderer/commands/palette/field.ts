import { t } from '../../strings/t.ts'

/** What was typed in the field of the palette before its list was here. */
export type Begun = {
  text: string
  /** Whether Enter was pressed after it. */
  isEntered: boolean
}

/** How the field looks, with its list and before it. */
export const FIELD_LOOK = 'h-12 w-full shrink-0 border-b border-line bg-transparent px-4 text-14 outline-none'

export const fieldHint = (only: 'projects' | null): string =>
  only === null ? t('Find a task, a project or a command…') : t('Go to a project…')
