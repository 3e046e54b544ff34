import { RequestView } from '../requests/request-view.tsx'
import { isOpen, useInbox } from '../state/requests.ts'
import { t } from '../strings/t.ts'

/** Answers that wait until their run has a slot again: nothing has to be done about them. */
export function HeldAnswers() {
  const held = useInbox().filter((request) => !isOpen(request))
  if (held.length === 0) return null
  return (
    <ul
      aria-label={t('Answered, next in line')}
      className="grid w-full gap-1.5 self-center border-t px-3 py-3"
    >
      {held.map((request) => (
        <li key={request.id}>
          <RequestView request={request} density="inbox" />
        </li>
      ))}
    </ul>
  )
}
