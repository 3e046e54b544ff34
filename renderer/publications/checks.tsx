import { ChevronRight, Circle, CircleAlert, CircleCheck, CircleMinus, Wrench } from 'lucide-react'
import type { ReactNode } from 'react'
import { countChecks } from '#shared/pull-summary.ts'
import type { PullCheck, PullRequest } from '#shared/publications.ts'
import { TEXT } from '../ui/tones.ts'
import { useCommand } from '../commands/use-command.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { FailedCheckRow } from './failed-check-row.tsx'
import { CheckLink } from './check-link.tsx'
import { PanelPart } from './panel-part.tsx'
import { useFailedChecks } from './use-failed-checks.ts'
import { type CheckState, checkGroups, checkSummary } from './words.ts'

const ICONS: Record<CheckState, ReactNode> = {
  failed: <CircleAlert className="text-bad" />,
  pending: <Circle className="text-run" />,
  passed: <CircleCheck className="text-ok" />,
  neutral: <CircleMinus className="text-fg-3" />,
}

const LIST_NAMES: Record<CheckState, string> = {
  failed: t('Checks: failed'),
  pending: t('Checks: still to come'),
  passed: t('Checks: passed'),
  neutral: t('Checks: skipped or neutral'),
}

const HIDDEN = {
  all: t('The token may not see check runs. Let it read Actions at GitHub, then look again.'),
  others: t('The token may not see checks of other apps than GitHub Actions.'),
  statuses: t(
    'The token may not see commit statuses, by which other apps than GitHub Actions report. Let it read Commit statuses at GitHub, then look again.',
  ),
}

/** The checks of a pull request, what failed first; more than a few that passed stand behind one line. */
export function Checks({
  id,
  checks,
  hidden,
  busy,
  onFix,
  whyNot,
}: {
  /** Of the publication. */
  id: string
  checks: readonly PullCheck[]
  /** Which of them the token may not see. */
  hidden: NonNullable<PullRequest['checksHidden']> | null
  busy: boolean
  /** Has the agent mend what failed; null = nothing it could do. */
  onFix: (() => void) | null
  /** Why it cannot now. */
  whyNot: string | null
}) {
  const summary = checkSummary(countChecks(checks))
  const isFailed = summary?.tone === 'bad'
  const failed = useFailedChecks(id, checks)
  useCommand('pull.fix', () => onFix?.(), { enabled: isFailed && onFix !== null && whyNot === null && !busy })
  return (
    <PanelPart
      title={t('Checks')}
      said={
        <span className={cn(summary === null ? 'text-fg-3' : TEXT[summary.tone])}>
          {summary?.word ?? (hidden === 'all' ? t('Not seen') : t('None was reported'))}
        </span>
      }
      action={
        isFailed &&
        onFix !== null && (
          <Button
            size="s"
            icon={<Wrench />}
            keys="pull.fix"
            busy={busy}
            disabled={whyNot !== null}
            title={whyNot ?? undefined}
            onClick={onFix}
          >
            {t('Fix failing checks')}
          </Button>
        )
      }
    >
      {checkGroups(checks).map(({ state, checks: group }) =>
        (state === 'passed' || state === 'neutral') && group.length > 2 ? (
          <details key={state} className="group">
            <summary className="flex min-h-7 cursor-default list-none items-center gap-2 rounded-m text-12 text-fg-2 hover:text-fg [&_svg]:size-3.5 [&_svg]:flex-none [&::-webkit-details-marker]:hidden">
              {ICONS[state]}
              {state === 'passed'
                ? t('{count} passed', { count: group.length })
                : t('{count} skipped or neutral', { count: group.length })}
              <ChevronRight
                aria-hidden
                className="text-fg-3 transition-transform duration-(--fast) group-open:rotate-90"
              />
            </summary>
            <CheckList state={state} checks={group} />
          </details>
        ) : state === 'failed' ? (
          <ul key={state} aria-label={LIST_NAMES[state]}>
            {group.map((check) => (
              <FailedCheckRow
                key={`${check.runId} ${check.name}`}
                check={check}
                icon={ICONS[state]}
                failed={failed}
              />
            ))}
          </ul>
        ) : (
          <CheckList key={state} state={state} checks={group} />
        ),
      )}
      {hidden !== null && <p className="flex min-h-7 items-center text-12 text-fg-3">{HIDDEN[hidden]}</p>}
    </PanelPart>
  )
}

const CheckList = ({ state, checks }: { state: CheckState; checks: readonly PullCheck[] }) => (
  <ul aria-label={LIST_NAMES[state]}>
    {checks.map(({ runId, name, summary, url }) => (
      <li
        key={`${runId} ${name}`}
        className="flex min-h-7 min-w-0 items-center gap-2 text-12 [&>svg]:size-3.5 [&>svg]:flex-none"
      >
        {ICONS[state]}
        <span className="max-w-[50%] flex-none truncate">{name}</span>
        {summary !== null && (
          <span title={summary} className="min-w-0 truncate text-fg-3">
            {summary}
          </span>
        )}
        <CheckLink name={name} url={url} />
      </li>
    ))}
  </ul>
)
