import type { Problem } from '../state/errors.ts'
import { goTo, type Place } from '../state/navigation.ts'
import { batches } from '../state/stores.ts'
import { t } from '../strings/t.ts'
import { WithCode } from '../ui/with-code.tsx'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'

/** Why a contest was not begun, or got no further candidate, with the way out where there is one. */
export function ContestRefusal({
  problem,
  onBase,
  onClose,
}: {
  problem: Problem
  onBase?: (base: 'local' | 'remote') => void
  onClose: () => void
}) {
  const way = wayOf(problem)
  return (
    <Notice tone="bad" live>
      <p>
        <WithCode text={problem.message} />
      </p>
      <div className="mt-2 flex flex-wrap gap-1.5 empty:hidden">
        {way !== null && (
          <Button
            size="s"
            onClick={() => {
              onClose()
              goTo(way.place)
            }}
          >
            {way.label}
          </Button>
        )}
        {problem.code === 'BASE_DIVERGED' && onBase !== undefined && (
          <>
            <Button size="s" onClick={() => onBase('local')}>
              {t('Start from the branch here')}
            </Button>
            <Button size="s" onClick={() => onBase('remote')}>
              {t('Start from the remote’s')}
            </Button>
          </>
        )}
      </div>
    </Notice>
  )
}

function wayOf({ code, details }: Problem): { label: string; place: Place } | null {
  if (code === 'MODEL_NOT_CONFIGURED')
    return { label: t('Open Settings'), place: { to: 'settings', section: 'model' } }
  const batchId = details?.['batchId']
  if (code === 'IN_BATCH' && typeof batchId === 'string' && batches.get(batchId) !== undefined)
    return { label: t('Open that batch'), place: { to: 'batch', id: batchId } }
  return null
}
