import { useCallback } from 'react'
import type { CreateTemplate, TaskTemplate } from '#shared/templates.ts'
import { t } from '../strings/t.ts'
import { attempt, inOrder, showProblem } from './attempt.ts'
import { sameItems, useSelected } from './hooks.ts'
import { templates } from './stores.ts'
import { client } from './transport.ts'

type ById = { byId: ReadonlyMap<string, TaskTemplate> }

const byName = (a: TaskTemplate, b: TaskTemplate) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1)

/** What new tasks of a project can begin with: its own templates and those of all projects, by name. */
export const templatesFor = (projectId: string | null, { byId }: ById = templates.store.getState()) =>
  [...byId.values()]
    .filter((template) => template.projectId === null || template.projectId === projectId)
    .sort(byName)

/** The same, followed; null = those of all projects alone. */
export function useTemplates(projectId: string | null): TaskTemplate[] {
  const select = useCallback((state: ById) => templatesFor(projectId, state), [projectId])
  return useSelected(templates.store, select, sameItems)
}

const everyOne = ({ byId }: ById) => [...byId.values()].sort(byName)

/** Those of every project, by name. */
export const useAllTemplates = (): TaskTemplate[] => useSelected(templates.store, everyOne, sameItems)

/** @returns null when the host refuses; it was said why */
export async function createTemplate(input: CreateTemplate): Promise<TaskTemplate | null> {
  const about = t('The template “{name}” was not saved', { name: input.name })
  const template = await attempt(() => client.templates.create(input), about)
  if (template !== null) templates.put([template])
  return template
}

export type TemplatePatch = Partial<
  Omit<TaskTemplate, 'id' | 'projectId' | 'createdAt' | 'updatedAt' | 'updatedSeq'>
>

/** Changes a template at once; when the host refuses, it changes back and says why. */
export async function updateTemplate(id: string, patch: TemplatePatch): Promise<TaskTemplate | null> {
  const name = templates.get(id)?.name
  const lift = templates.overlay(id, patch)
  try {
    const template = await inOrder(id, () => client.templates.update({ id, ...patch }))
    templates.put([template])
    return template
  } catch (error) {
    showProblem(
      error,
      name === undefined
        ? t('The template was not changed')
        : t('The template “{name}” was not changed', { name }),
    )
    return null
  } finally {
    lift()
  }
}

/** @returns whether it is gone; else it was said why */
export async function deleteTemplate(id: string): Promise<boolean> {
  const name = templates.get(id)?.name
  const about =
    name === undefined
      ? t('The template was not deleted')
      : t('The template “{name}” was not deleted', { name })
  if ((await attempt(() => client.templates.remove({ id }), about)) === null) return false
  templates.remove(id)
  return true
}
