import { createStore } from 'zustand/vanilla'
import { problemOf } from './errors.ts'
import { onFeed, tasks } from './stores.ts'
import { client } from './transport.ts'

const PREFIX = 'openlinear.draft.'

/** Where what is being written about a task is kept; `what` says for which field. */
export const draftKey = (taskId: string, what: string): string => `${PREFIX}${taskId}.${what}`

/** The tasks of these keys of a storage, each once. */
export function draftedTasks(keys: readonly string[]): string[] {
  const ids = keys.flatMap((key) =>
    key.startsWith(PREFIX) ? (key.slice(PREFIX.length).split('.', 1)[0] ?? '') : [],
  )
  return [...new Set(ids)].filter((id) => id !== '')
}

/** What was read or written since the page is open; whatever else there is stands in the storage. */
export const drafts = createStore<ReadonlyMap<string, string | null>>(() => new Map())

const put = (key: string, text: string | null) =>
  drafts.setState((held) => new Map(held).set(key, text), true)

/** A draft as it is kept; null = nothing is being written. */
export function readDraft(key: string): string | null {
  const held = drafts.getState().get(key)
  if (held !== undefined) return held
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

export function writeDraft(key: string, text: string | null): void {
  put(key, text)
  try {
    if (text === null) localStorage.removeItem(key)
    else localStorage.setItem(key, text)
  } catch (error) {
    console.warn('The draft is not kept', error)
  }
}

const keptKeys = (): string[] => {
  try {
    return Object.keys(localStorage)
  } catch {
    return []
  }
}

function forget(taskId: string): void {
  const all = new Set([...keptKeys(), ...drafts.getState().keys()])
  for (const key of all) if (key.startsWith(draftKey(taskId, ''))) writeDraft(key, null)
}

/** Drops what was being written about tasks that are gone, alone or with their project. */
async function sweep(): Promise<void> {
  for (const id of draftedTasks(keptKeys())) {
    if (tasks.get(id) !== undefined) continue
    // Archived ones are not loaded: only the host knows whether a task is gone.
    try {
      await client.tasks.get({ id })
    } catch (error) {
      const { code } = problemOf(error)
      if (code === 'NOT_FOUND' || code === 'BAD_REQUEST') forget(id)
    }
  }
}

let watching = false

/** Drops drafts whose tasks are gone, now and as they go; what another window writes is here as well. */
export function watchDrafts(): void {
  void sweep()
  if (watching) return
  watching = true
  onFeed((items) => {
    for (const { event, data } of items) {
      if (event === 'task:deleted') forget(data.id)
      if (event === 'project:deleted') void sweep()
    }
  })
  window.addEventListener('storage', ({ key, newValue }) => {
    if (key?.startsWith(PREFIX)) put(key, newValue)
  })
}
