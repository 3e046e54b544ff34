import type { StorageItem, StorageReport } from '#shared/storage.ts'
import type { StorageKind } from '#shared/storage-words.ts'

/** `–` while it is not known, `12 kB`, `412 MB`, `1.3 GB`. */
export function sizeWords(bytes: number | null): string {
  if (bytes === null) return '–'
  if (bytes < 1000) return `${bytes} B`
  if (bytes < 999_500) return `${Math.round(bytes / 1000)} kB`
  if (bytes < 999_500_000) return `${Math.round(bytes / 1e6)} MB`
  return `${(bytes / 1e9).toFixed(1)} GB`
}

export const KIND_NAMES: Record<StorageKind, string> = {
  worktree: 'Worktree',
  integration: 'Merge worktree',
  clone: 'Clone',
  sample: 'Repository',
  attachments: 'Attachments',
  database: 'Database',
  damaged: 'Old database',
  backup: 'Backup',
  agent: 'Agent’s program',
  log: 'Logs',
  branch: 'Branch',
  registration: 'Registration of a worktree',
  other: 'Others',
}

/** The parts of the bar, each with its colour. */
export const PARTS = [
  { name: 'Worktrees', color: 'var(--c-blue)', kinds: ['worktree'] },
  { name: 'Merges', color: 'var(--c-violet)', kinds: ['integration'] },
  { name: 'Repositories', color: 'var(--c-teal)', kinds: ['clone', 'sample'] },
  { name: 'Database and backups', color: 'var(--c-green)', kinds: ['database', 'backup', 'damaged'] },
  { name: 'Agent’s program', color: 'var(--c-orange)', kinds: ['agent'] },
  {
    name: 'Others',
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
  const parts = [
    counted(uncommitted ?? 0, 'changed file', 'changed files'),
    counted(commits ?? 0, 'commit', 'commits'),
  ].filter((part) => part !== null)
  return parts.length === 0 ? null : parts.join(' and ')
}

const counted = (count: number, one: string, many: string) =>
  count === 0 ? null : `${count} ${count === 1 ? one : many}`

/** `Measuring: 12,403 files`, with how far it is. */
export function progressWords({ done, of, files }: NonNullable<StorageReport['measuring']>): string {
  const looked = files.toLocaleString('en-GB')
  return of === 0 ? 'Measuring' : `Measuring ${Math.min(done + 1, of)} of ${of}: ${looked} files`
}
