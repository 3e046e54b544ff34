import { elapsed } from '../ui/duration.ts'
import { useNow } from '../ui/time.tsx'

/** How long something has been going on: `now`, then seconds. */
export function Ticking({ since }: { since: string }) {
  const ms = useNow() - Date.parse(since)
  return <Anew text={ms < 1500 ? 'now' : elapsed(ms)} />
}

/** Time until a moment. */
export function Countdown({ to }: { to: string }) {
  const ms = Date.parse(to) - useNow()
  return <Anew text={ms <= 0 ? 'trying again' : `again in ${elapsed(ms + 999)}`} />
}

/** Words that stand at the end of their line. Longer ones begin elsewhere; as others they have not moved there. */
const Anew = ({ text }: { text: string }) => <span key={text}>{text}</span>
