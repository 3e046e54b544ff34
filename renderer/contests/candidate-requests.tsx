import type { Contest } from '#shared/contests.ts'
import { candidateNames } from '../state/candidate-names.ts'
import { RequestStack } from '../requests/request-stack.tsx'
import { useCandidates } from '../state/contests.ts'
import { isOpen, useInbox } from '../state/requests.ts'
import { t } from '../strings/t.ts'

/** What candidates ask, each with its name, answered where it stands; keys act on the oldest. */
export function CandidateRequests({ contest }: { contest: Contest }) {
  const names = candidateNames(useCandidates(contest))
  const shown = useInbox().filter((request) => isOpen(request) && contest.runIds.includes(request.runId))
  if (shown.length === 0) return null
  return (
    <RequestStack
      label={t('Candidates wait for you')}
      requests={shown}
      nameOf={({ runId }) => names.get(runId) ?? null}
    />
  )
}
