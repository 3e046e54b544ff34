import type { UpdateProject } from '#shared/projects.ts'
import { saveProject } from '../state/actions.ts'
import { toast } from '../ui/toast.ts'

export type ProjectPatch = Omit<UpdateProject, 'id'>

/** Saves a change and says so if it fails: for controls that cannot show an error in place. */
export async function changeProject(id: string, patch: ProjectPatch): Promise<void> {
  const problem = await saveProject({ id, ...patch })
  if (problem !== null) toast.error(problem)
}

/** What a text field saves with: `onSave={saver(id, (name) => ({ name }))}`. */
export const saver =
  (id: string, patch: (text: string) => ProjectPatch) =>
  (text: string): Promise<string | null> =>
    saveProject({ id, ...patch(text) })

/** A text, or null when it is empty. */
export const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim())
