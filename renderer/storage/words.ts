import type { BatchStatus } from '#shared/batch-words.ts'
import type { RunStatus } from '#shared/run-words.ts'
import type { StorageItem, StorageReport } from '#shared/storage.ts'
import type { StorageKind } from '#shared/storage-words.ts'
import { t } from '../strings/t.ts'
import { listWords } from '../ui/list-words.ts'

/** `–` while it is not known, `12 kB`, `412 MB`, `1.3 GB`. */
export function sizeWords(bytes: number | null): string {
  if (bytes === null) return '–'
  if (bytes < 1000) return t('{size} B', { size: bytes })
  if (bytes < 999_500) return t('{size} kB', { size: Math.round(bytes / 1000) })
  if (bytes < 999_500_000) return t('{size} MB', { size: Math.round(bytes / 1e6) })
  return t('{size} GB', { size: (bytes / 1e9).toFixed(1) })
}

export const KIND_NAMES: Record<StorageKind, string> = {
  worktree: t('Worktree'),
  integration: t('Merge worktree'),
  clone: t('Clone'),
  sample: t('Repository'),
  attachments: t('Attachments'),
  database: t('Database'),
  damaged: t('Old database'),
  backup: t('Backup'),
  agent: t('Agent’s program'),
  log: t('Logs'),
  branch: t('Branch'),
  registration: t('Registration of a worktree'),
  other: t('Others'),
}

const STATUS_WORDS: Record<RunStatus | BatchStatus, string> = {
  queued: t('queued'),
  running: t('running'),
  waiting: t('waiting'),
  succeeded: t('succeeded'),
  failed: t('failed'),
  cancelled: t('cancelled'),
  paused: t('paused'),
  completed: t('completed'),
}

/** How the run or the batch of a thing stands. */
export const statusWord = (status: string): string =>
  (STATUS_WORDS as Record<string, string>)[status] ?? status

/**
 * The same things, with what tells those apart that are called the same: projects may share a name. A worktree has its
 * branch beside it.
 *
 * @param keyOf the key of a project; undefined = it is not here any more
 */
export function namesApart(
  items: readonly StorageItem[],
  keyOf: (projectId: string) => string | undefined,
): StorageItem[] {
  const called = ({ kind, name, title }: StorageItem) => JSON.stringify([kind, name, title])
  const alike = Map.groupBy(items, called)
  return items.map((item) => {
    const group = alike.get(called(item)) ?? []
    if (group.length < 2 || item.kind === 'worktree') return item
    const keys = new Set(group.map(({ projectId }) => keyOf(projectId ?? '')))
    const key = keys.size === group.length ? keyOf(item.projectId ?? '') : undefined
    return { ...item, name: `${item.name} (${key ?? item.path.slice(-6)})` }
  })
}

/** The parts of the bar, each with its colour. */
export const PARTS = [
  { name: t('Worktrees'), color: 'var(--c-blue)', kinds: ['worktree'] },
  { name: t('Merges'), color: 'var(--c-violet)', kinds: ['integration'] },
  { name: t('Repositories'), color: 'var(--c-teal)', kinds: ['clone', 'sample'] },
  { name: t('Database and backups'), color: 'var(--c-green)', kinds: ['database', 'backup', 'damaged'] },
  { name: t('Agent’s program'), color: 'var(--c-orange)', kinds: ['agent'] },
  {
    name: t('Others'),
    color: 'var(--c-gray)',
    kinds: ['attachments', 'log', 'other', 'branch', 'registration'],
  },
] as const satisfies readonly { name: string; color: string; kinds: readonly StorageKind[] }[]

export type PartSize = { name: string; color: string; bytes: number }

/** What each part takes, without those that take nothing. */
export function partsOf(items: readonly StorageItem[]): PartSize[] {
  return PARTS.map(({ name, color, kinds }) => ({
    name,
    color,
    bytes: sumOf(items.filter(({ kind }) => (kinds as readonly StorageKind[]).includes(kind))),
  })).filter(({ bytes }) => bytes > 0)
}

export const sumOf = (items: readonly Pick<StorageItem, 'bytes'>[]): number =>
  items.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0)

/** `3 changed files and 1 commit`; null = nothing, or not known. */
export function holdsWords({
  uncommitted,
  commits,
}: Pick<StorageItem, 'uncommitted' | 'commits'>): string | null {
  const files = uncommitted ?? 0
  const count = commits ?? 0
  const fileWords = t('{files, plural, one {# changed file} other {# changed files}}', { files })
  const commitWords = t('{count, plural, one {# commit} other {# commits}}', { count })
  if (files === 0) return count === 0 ? null : commitWords
  return count === 0 ? fileWords : listWords([fileWords, commitWords])
}

/** `Measuring: 12,403 files`, with how far it is. */
export function progressWords({ done, of, files }: NonNullable<StorageReport['measuring']>): string {
  return of === 0
    ? t('Measuring')
    : t(
        '{files, plural, one {Measuring {number} of {of}: # file} other {Measuring {number} of {of}: # files}}',
        {
          number: Math.min(done + 1, of),
          of,
          files,
        },
      )
}
