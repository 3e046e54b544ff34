import { RefreshCw } from 'lucide-react'
import { useState } from 'react'
import type { IssueLink, IssueSyncStatus } from '#shared/issues.ts'
import type { Project } from '#shared/projects.ts'
import { OutsideLink } from '../publications/outside-link.tsx'
import { syncIssues, useIssueLinksOf, useIssueSyncStatus } from '../state/issues.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Row } from '../ui/row.tsx'
import { Ago } from '../ui/time.tsx'
import { TroubledLinks } from './troubled-links.tsx'
import { useAccountWay } from './use-account.ts'
import { isOfAll, isTroubled, mendWords, syncWords, withRetry } from './words.ts'

/** How the sync of a project stands, and the way to have GitHub asked now; nothing where there is nothing to tell. */
export function SyncStanding({ project }: { project: Project }) {
  const { id, issueSync } = project
  const isOn = issueSync.enabled
  const status = useIssueSyncStatus(id)
  const troubled = useIssueLinksOf(id).filter(isTroubled)
  const [busy, setBusy] = useState(false)
  if (!isOn && status === null) return null
  const failure = status === null || isToldAlone(status.failure, troubled) ? null : status.failure
  return (
    <div>
      <Row
        title={status === null ? t('Not looked at yet') : syncWords(status)}
        hint={
          isOn ? (
            <Asked at={status?.syncedAt ?? null} />
          ) : (
            t('Off, changes wait. What would be written is shown before it is turned on.')
          )
        }
      >
        {isOn && (
          <Button
            icon={<RefreshCw />}
            busy={busy}
            onClick={() => {
              setBusy(true)
              void syncIssues(id).finally(() => setBusy(false))
            }}
          >
            {t('Sync now')}
          </Button>
        )}
      </Row>
      {failure !== null && <Failure project={project} failure={failure} />}
      {troubled.length > 0 && <TroubledLinks links={troubled} isOn={isOn} />}
    </div>
  )
}

/** What went wrong with one link is told there, and not as what is wrong with all. */
const isToldAlone = (failure: IssueSyncStatus['failure'], links: readonly IssueLink[]): boolean =>
  failure !== null &&
  !isOfAll(failure.code) &&
  links.some((link) => link.failure?.code === failure.code && link.failure.message === failure.message)

function Asked({ at }: { at: string | null }) {
  if (at === null) return t('GitHub is asked once a minute while OpenLinear is open in front of you.')
  return rich(
    'GitHub was asked {ago}. That is done once a minute while OpenLinear is open in front of you.',
    { ago: <Ago at={at} /> },
  )
}

function Failure({
  project,
  failure,
}: {
  project: Project
  failure: NonNullable<IssueSyncStatus['failure']>
}) {
  const way = useAccountWay(project, failure.code)
  const mend = mendWords({ failure })
  return (
    <Notice
      tone={failure.retryAt === null ? 'bad' : 'wait'}
      live
      className="mt-2.5"
      action={
        way !== null && (
          <Button size="s" onClick={way.go}>
            {way.label}
          </Button>
        )
      }
    >
      {withRetry(failure)}{' '}
      {mend !== null && (
        <OutsideLink href={mend.url} className="text-accent-fg">
          {mend.label}
        </OutsideLink>
      )}
    </Notice>
  )
}
