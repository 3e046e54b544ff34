import type { Contest } from '#shared/contests.ts'
import { candidateNames } from '../state/candidate-names.ts'
import { RequestView } from '../requests/request-view.tsx'
import { useCandidates } from '../state/contests.ts'
import { isOpen, useInbox } from '../state/requests.ts'
import { t } from '../strings/t.ts'

/** What candidates ask, each with its name, answered where it stands; keys act on the oldest. */
export function CandidateRequests({ contest }: { contest: Contest }) {
  const names = candidateNames(useCandidates(contest))
  const shown = useInbox().filter((request) => isOpen(request) && contest.runIds.includes(request.runId))
  if (shown.length === 0) return null
  return (
    <section aria-label={t('Candidates wait for you')} aria-live="polite" className="grid gap-3">
      {shown.map((request, index) => (
        <div key={request.id} className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
          <p className="truncate text-12 text-fg-2">{names.get(request.runId)}</p>
          <RequestView request={request} density="task" active={index === 0} />
        </div>
      ))}
    </section>
  )
}
