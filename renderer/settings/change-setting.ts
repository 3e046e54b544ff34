import type { UpdateSettings } from '#shared/settings.ts'
import { saveSettings } from '../state/actions.ts'
import { toast } from '../ui/toast.ts'

/** Saves a change and says so if it fails: for controls that cannot show an error in place. */
export async function changeSetting(patch: UpdateSettings): Promise<void> {
  const problem = await saveSettings(patch)
  if (problem !== null) toast.error(problem)
}
