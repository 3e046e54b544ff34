import { useEffect } from 'react'
import type { SystemInfo } from '#shared/system.ts'
import { t } from '../strings/t.ts'
import { toast } from '../ui/toast.ts'
import { useConnection } from './hooks.ts'
import { keep, readKept } from './kept.ts'
import { goTo, isAtTask } from './navigation.ts'
import { runs, tasks } from './stores.ts'
import { client } from './transport.ts'

/** Of which start of the host it was told last, in any window. */
const KEY = 'openlinear.resumed'

/** Says, once for each start of the host, which runs went on where they were. */
export function useResumedNotice(): void {
  const isOnline = useConnection(({ feed }) => feed === 'live')
  useEffect(() => {
    if (!isOnline) return
    client.system.info().then(tell, () => {
      // It goes away again: the next connection tells.
    })
  }, [isOnline])
}

function tell({ startedAt, resumedRunIds }: Pick<SystemInfo, 'startedAt' | 'resumedRunIds'>): void {
  if (resumedRunIds.length === 0 || readKept(KEY) === startedAt) return
  keep(KEY, startedAt)
  const [first = ''] = resumedRunIds
  const only = resumedRunIds.length === 1 ? tasks.get(runs.get(first)?.taskId ?? '')?.identifier : undefined
  toast.info(
    only === undefined
      ? t('{count, plural, one {# run went on where it was} other {# runs went on where they were}}', {
          count: resumedRunIds.length,
        })
      : t('{identifier} went on where it was', { identifier: only }),
    {
      id: 'resumed',
      description: t('OpenLinear was ended while it worked, and was started again.'),
      duration: 12_000,
      // There already, its reader needs no way to it.
      ...(only === undefined || isAtTask(only)
        ? {}
        : { action: { label: t('Open'), onClick: () => goTo({ to: 'task', identifier: only }) } }),
    },
  )
}
