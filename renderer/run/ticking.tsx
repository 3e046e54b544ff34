import { t } from '../strings/t.ts'
import { elapsed } from '../ui/duration.ts'
import { useNow } from '../ui/time.tsx'

/** How long something has been going on: `now`, then seconds. @param heldMs of that, in which nothing went on */
export function Ticking({ since, heldMs = 0 }: { since: string; heldMs?: number }) {
  const ms = useNow() - Date.parse(since) - heldMs
  return <Anew text={ms < 1500 ? t('now') : elapsed(ms)} />
}

/** Time until a moment. */
export function Countdown({ to }: { to: string }) {
  const ms = Date.parse(to) - useNow()
  return (
    <Anew text={ms <= 0 ? t('trying again') : t('again in {duration}', { duration: elapsed(ms + 999) })} />
  )
}

/** Words that stand at the end of their line. Longer ones begin elsewhere; as others they have not moved there. */
const Anew = ({ text }: { text: string }) => <span key={text}>{text}</span>
