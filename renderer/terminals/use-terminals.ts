import { useCallback, useEffect, useState } from 'react'
import type { Run } from '#shared/runs.ts'
import type { Terminal } from '#shared/terminals.ts'
import { sameItems, useProject, useSelected } from '../state/hooks.ts'
import { terminals } from '../state/stores.ts'
import { loadTerminals, type TerminalPlace } from '../state/terminals.ts'

/** Where a task's terminals are: in the worktree of the run that is shown, else in the project's folder. */
export function useTerminalPlace(projectId: string, run: Run | null): TerminalPlace | null {
  const project = useProject(projectId)
  if (run !== null && run.worktreePath !== null) return { path: run.worktreePath, runId: run.id, projectId }
  return project === undefined || project.state !== 'ready'
    ? null
    : { path: project.repoPath, runId: null, projectId }
}

const oldestFirst = (one: Terminal, other: Terminal) => (one.id < other.id ? -1 : 1)

/** The terminals of a folder that are here, the dev command first. */
export function terminalsIn(path: string): Terminal[] {
  const all = [...terminals.all.values()]
    .filter(({ worktreePath }) => worktreePath === path)
    .sort(oldestFirst)
  return [...all.filter(({ kind }) => kind === 'dev'), ...all.filter(({ kind }) => kind !== 'dev')]
}

/** The same, followed. */
export function useTerminalsIn(path: string | null): Terminal[] {
  const select = useCallback(() => (path === null ? [] : terminalsIn(path)), [path])
  return useSelected(terminals.store, select, sameItems)
}

/** The dev command of a folder, followed. */
export const useDevOf = (path: string | null): Terminal | undefined =>
  useTerminalsIn(path).findLast(({ kind }) => kind === 'dev')

/** Brings the terminals, and says how far that is. */
export function useLoadedTerminals(): { state: 'loading' | 'ready' | 'failed'; retry: () => void } {
  const [state, setState] = useState<'loading' | 'ready' | 'failed'>('loading')
  const load = useCallback(() => {
    loadTerminals().then(
      () => setState('ready'),
      () => setState('failed'),
    )
  }, [])
  useEffect(load, [load])
  return { state, retry: load }
}
