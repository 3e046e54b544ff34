import { Bot, RotateCw } from 'lucide-react'
import { conflicts } from '#shared/inbox-pulls.ts'
import type { Publication } from '#shared/publications.ts'
import { useCommand } from '../commands/use-command.ts'
import { useKeysHeld } from '../requests/hand-over.ts'
import { type PublicationAct, usePublicationActs } from '../state/publications.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'

const LABELS = {
  fix: t('Have the agent fix the checks'),
  resolve: t('Have the agent resolve the conflict'),
  address: t('Have the agent address the review'),
  retry: t('Try again'),
} as const satisfies Partial<Record<PublicationAct, string>>
type Act = keyof typeof LABELS

const KEYS: Partial<Record<Act, string>> = { fix: 'pull.fix', address: 'pull.address' }

/** What can be done at once about what a pull request wants, in the order of what it says. */
function actsOf(publication: Publication): Act[] {
  const { status, pull, failure } = publication
  if (status === 'blocked') return failure?.code === 'foreign_commits' ? [] : ['retry']
  if (status !== 'open' || pull === null) return []
  const acts: [Act, boolean][] = [
    ['fix', pull.checkCounts.failed > 0],
    ['address', pull.requested.count > 0],
    ['resolve', conflicts(publication)],
  ]
  return acts.flatMap(([act, isWanted]) => (isWanted ? [act] : []))
}

/** Buttons for what can be done about a pull request without looking at it. */
export function PullActs({ publication }: { publication: Publication }) {
  const isHeld = useKeysHeld()
  const acts = actsOf(publication)
  const { busy, act } = usePublicationActs(publication.id)
  useCommand('pull.fix', () => act('fix'), { enabled: acts.includes('fix') && !isHeld })
  useCommand('pull.address', () => act('address'), { enabled: acts.includes('address') && !isHeld })
  if (acts.length === 0) return null
  return (
    <div className="flex flex-wrap gap-1.5">
      {acts.map((one) => {
        const keys = KEYS[one]
        return (
          <Button
            key={one}
            icon={one === 'retry' ? <RotateCw /> : <Bot />}
            {...(keys === undefined ? {} : { keys })}
            busy={busy === one}
            disabled={busy !== null}
            onClick={() => act(one)}
          >
            {LABELS[one]}
          </Button>
        )
      })}
    </div>
  )
}
