import { generateKeyBetween } from 'fractional-indexing'
import type { CreateView, SavedView } from '#shared/views.ts'
import { t } from '../strings/t.ts'
import { attempt, inOrder, showProblem } from './attempt.ts'
import { sameItems, useEntity, useSelected } from './hooks.ts'
import { views } from './stores.ts'
import { byOrder } from './task-filter.ts'
import { client } from './transport.ts'

type ById = { byId: ReadonlyMap<string, SavedView> }

const sorted = ({ byId }: ById) => [...byId.values()].sort(byOrder)

/** All saved views, as they are sorted in the sidebar. */
export const useViews = (): SavedView[] => useSelected(views.store, sorted, sameItems)
export const useView = (id: string | null | undefined): SavedView | undefined => useEntity(views, id)

/** Keeps a query under a name. @returns null when the host refuses; it was said why */
export async function createView(input: CreateView): Promise<SavedView | null> {
  const view = await attempt(
    () => client.views.create(input),
    t('The view “{name}” was not saved', { name: input.name }),
  )
  if (view !== null) views.put([view])
  return view
}

export type ViewPatch = Partial<Pick<SavedView, 'name' | 'color' | 'query' | 'order'>>

/** Changes a view at once; when the host refuses, it changes back and says why. */
export async function updateView(id: string, patch: ViewPatch): Promise<SavedView | null> {
  const name = views.get(id)?.name
  const lift = views.overlay(id, patch)
  try {
    const view = await inOrder(id, () => client.views.update({ id, ...patch }))
    views.put([view])
    return view
  } catch (error) {
    showProblem(
      error,
      name === undefined ? t('The view was not changed') : t('The view “{name}” was not changed', { name }),
    )
    return null
  } finally {
    lift()
  }
}

/** Puts a view in front of another one; null = behind all of them. */
export async function moveView(id: string, before: string | null): Promise<SavedView | null> {
  const others = sorted(views.store.getState()).filter((view) => view.id !== id)
  const found = others.findIndex((view) => view.id === before)
  const at = found === -1 ? others.length : found
  const low = others[at - 1]?.order ?? null
  // Views may share an order, when two pages have moved them at once: the next greater one leaves room.
  const high = others.slice(at).find(({ order }) => low === null || order > low)?.order ?? null
  return updateView(id, { order: generateKeyBetween(low, high) })
}

/** @returns whether it is gone; else it was said why */
export async function deleteView(id: string): Promise<boolean> {
  const name = views.get(id)?.name
  const about =
    name === undefined ? t('The view was not deleted') : t('The view “{name}” was not deleted', { name })
  if ((await attempt(() => client.views.remove({ id }), about)) === null) return false
  views.remove(id)
  return true
}
