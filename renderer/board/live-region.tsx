import { useSelected } from '../state/hooks.ts'
import { t } from '../strings/t.ts'
import { announcement } from './announce.ts'

/** Says what was announced. Words that are the same as before are said again: they come in another element. */
export function LiveRegion() {
  const { text, at } = useSelected(announcement, (state) => state)
  return (
    <div role="status" aria-live="polite" aria-label={t('Moves')} className="sr-only">
      <span key={at}>{text}</span>
    </div>
  )
}
