import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { DiffFile } from '#shared/runs.ts'
import { useCommand } from '../commands/use-command.ts'
import { t } from '../strings/t.ts'
import { toast } from '../ui/toast.ts'
import type { FileActs, FileHandle } from './file-diff-view.tsx'
import { changesOf } from './patch-changes.ts'

/** A change that is looked at; -1 = the file as such. */
export type Cursor = { path: string; change: number }

export type Walk = {
  cursor: Cursor | null
  /** Looks at a change without moving to it. */
  pick: (path: string, change: number) => void
  /** Brings a file into view. */
  goToFile: (path: string) => void
  register: (path: string, handle: FileHandle) => () => void
  /** Stays with the change that is looked at when the diff is read anew. */
  follow: () => void
}

/**
 * Walks through the changes of files by keys, and binds what can be done about the one that is looked at.
 *
 * @param files as they are shown, from the top down
 * @param acts to the file that is looked at
 */
export function useWalk(
  files: readonly DiffFile[],
  {
    hasKeys,
    isFolded,
    isViewed,
  }: {
    hasKeys: boolean
    /** Whether a file's changes are out of sight: these are passed over. */
    isFolded: (file: DiffFile) => boolean
    isViewed: (file: DiffFile) => boolean
  },
  acts: Omit<FileActs, 'pick'>,
): Walk {
  const [cursor, setCursor] = useState<Cursor | null>(null)
  const handles = useRef(new Map<string, FileHandle>())
  const register = useCallback((path: string, handle: FileHandle) => {
    handles.current.set(path, handle)
    return () => {
      if (handles.current.get(path) === handle) handles.current.delete(path)
    }
  }, [])
  const pick = useCallback((path: string, change: number) => setCursor({ path, change }), [])
  const at = files.findIndex(({ path }) => path === cursor?.path)
  const file = files[at]

  const follows = useRef(false)
  const follow = useCallback(() => void (follows.current = true), [])
  useEffect(() => {
    if (!follows.current) return
    follows.current = false
    if (cursor === null) return
    const now = files.find(({ path }) => path === cursor.path)
    const change = Math.min(cursor.change, now === undefined ? -1 : changesOf(now).length - 1)
    if (change !== cursor.change) setCursor({ path: cursor.path, change })
    requestAnimationFrame(() => handles.current.get(cursor.path)?.reveal(change))
    // Only when there is something new to see.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [files])

  const look = (path: string, change: number) => {
    setCursor({ path, change })
    // After it was drawn, if it was folded.
    requestAnimationFrame(() => handles.current.get(path)?.reveal(change))
  }
  const step = (by: 1 | -1) => {
    const here = cursor?.change ?? -1
    if (file !== undefined && !isFolded(file)) {
      const next = here + by
      if (next >= 0 && next < changesOf(file).length) return look(file.path, next)
    }
    const rest = by === 1 ? files.slice(at + 1) : files.slice(0, Math.max(at, 0)).reverse()
    const other = rest.find((one) => !isFolded(one) && changesOf(one).length > 0)
    if (other !== undefined) look(other.path, by === 1 ? 0 : changesOf(other).length - 1)
  }
  const stepFile = (by: 1 | -1) => {
    const other = files[at === -1 && by === -1 ? files.length - 1 : at + by]
    if (other !== undefined) look(other.path, isFolded(other) || changesOf(other).length === 0 ? -1 : 0)
  }
  const always = { enabled: hasKeys }
  const here = { enabled: hasKeys, when: () => file !== undefined }
  const inChange = {
    enabled: hasKeys,
    when: () => file !== undefined && (cursor?.change ?? -1) >= 0 && !isFolded(file),
  }

  useCommand('changes.next', () => step(1), always)
  useCommand('changes.previous', () => step(-1), always)
  useCommand('changes.next-file', () => stepFile(1), always)
  useCommand('changes.previous-file', () => stepFile(-1), always)
  useCommand('changes.expand', () => handles.current.get(cursor?.path ?? '')?.expand(cursor?.change ?? -1), {
    ...inChange,
    enabled: hasKeys && acts.readSides !== null,
  })
  useCommand(
    'changes.viewed',
    () => {
      if (file === undefined) return
      const on = !isViewed(file)
      acts.setViewed(file, on)
      if (on) stepFile(1)
    },
    here,
  )
  useCommand('changes.remark', () => handles.current.get(cursor?.path ?? '')?.remark(cursor?.change ?? -1), {
    ...here,
    enabled: hasKeys && acts.saveNote !== null,
  })
  const change = file === undefined ? undefined : changesOf(file)[cursor?.change ?? -1]
  useCommand(
    'changes.take-back',
    () => {
      if (file === undefined || change === undefined) return
      const isWhole = file.status !== 'modified' && file.status !== 'renamed'
      follow()
      acts.takeBack?.(file, isWhole ? undefined : change)
    },
    { ...inChange, enabled: hasKeys && acts.takeBack !== null },
  )
  useCommand(
    'changes.open',
    () => {
      if (file === undefined) return
      if (acts.open === null) toast.info(t('There is no worktree to open the file in'))
      else acts.open(file.path, change === undefined ? undefined : Math.max(1, change.now.start))
    },
    { when: () => file !== undefined && file.status !== 'deleted', enabled: hasKeys && acts.hasEditor },
  )

  const goToFile = useCallback((path: string) => {
    setCursor({ path, change: -1 })
    requestAnimationFrame(() => handles.current.get(path)?.reveal(-1))
  }, [])
  return useMemo(
    () => ({ cursor, pick, goToFile, register, follow }),
    [cursor, pick, goToFile, register, follow],
  )
}
