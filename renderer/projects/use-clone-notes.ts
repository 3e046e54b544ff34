import { useFeed } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { projects } from '../state/stores.ts'
import { client } from '../state/transport.ts'
import { t } from '../strings/t.ts'
import { toast } from '../ui/toast.ts'

/** Once a clone is there it is said what of it worktrees will lack: nobody looks for that in the settings. */
export function useCloneNotes(): void {
  useFeed((events) => {
    for (const { event, data } of events)
      if (event === 'project:updated' && data['state'] === 'ready') void tell(data.id)
  })
}

async function tell(id: string): Promise<void> {
  const limits = await client.projects.repository({ id }).then(
    (facts) => facts.limits,
    // The settings of the project say what is wrong with its repository.
    () => [],
  )
  const name = projects.get(id)?.name
  if (limits.length === 0 || name === undefined) return
  toast.info(t('{name} is cloned, but not all of it is in worktrees', { name }), {
    duration: 20_000,
    description: limits.join(' '),
    action: { label: t('Settings'), onClick: () => goTo({ to: 'project-settings', projectId: id }) },
  })
}
