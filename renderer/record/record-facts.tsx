import type { ReactNode } from 'react'
import type { LogFold } from '../run/fold-log.ts'
import { PlusMinus } from '../run/mini-diff.tsx'
import { t } from '../strings/t.ts'
import { Property } from '../task/properties/property.tsx'
import { compact, elapsed, money } from '../ui/duration.ts'
import type { RunRecord } from './record-reader.ts'

const SHORT = 10

const Code = ({ text, whole = text }: { text: string; whole?: string }) => (
  <span className="block truncate font-mono text-11" title={whole}>
    {text}
  </span>
)

/** What a record says of its run besides the log. */
export function RecordFacts({ record, fold }: { record: RunRecord; fold: LogFold }) {
  const { head, end, checks, requests } = record
  const { conditions } = head
  const count = (wanted: string) => requests.filter(({ state }) => state === wanted).length
  const asked = count('asked')
  const answered = count('answered')
  const rules = conditions === null ? [] : Object.entries(conditions.permissions)
  const named = (rule: string) =>
    rules.flatMap(([name, is]) => (is === rule ? [WORDS[name] ?? name] : [])).join(', ')
  return (
    <dl>
      <Fact name={t('Project')}>{head.project.name}</Fact>
      <Fact name={t('Model')}>{head.variant === null ? head.model : `${head.model} · ${head.variant}`}</Fact>
      <Fact name={t('Agent')}>{head.agent}</Fact>
      {conditions !== null && (
        <>
          <Fact name={t('Program')}>
            {conditions.program} {conditions.programVersion}
          </Fact>
          <Fact name="OpenLinear">{conditions.openLinear}</Fact>
          <Fact name={t('Config')}>
            <Code text={conditions.configHash.slice(0, SHORT)} whole={conditions.configHash} />
          </Fact>
        </>
      )}
      {head.branch !== null && (
        <Fact name={t('Branch')}>
          <Code text={head.branch} />
        </Fact>
      )}
      {head.baseCommit !== null && (
        <Fact name={t('Base')}>
          <Code
            text={`${head.baseBranch === null ? '' : `${head.baseBranch} `}${head.baseCommit.slice(0, SHORT)}`}
            whole={head.baseCommit}
          />
        </Fact>
      )}
      {head.headCommit !== null && (
        <Fact name={t('Commit')}>
          <Code text={head.headCommit.slice(0, SHORT)} whole={head.headCommit} />
        </Fact>
      )}
      {end !== null && end.mergedCommit !== null && (
        <Fact name={t('Merged as')}>
          <Code text={end.mergedCommit.slice(0, SHORT)} whole={end.mergedCommit} />
        </Fact>
      )}
      {end !== null && end.changes !== null && (
        <Fact name={t('Changes')}>
          <Changes {...end.changes} />
        </Fact>
      )}
      <Fact name={t('Checks')}>
        <Checks checks={checks} />
      </Fact>
      {asked > 0 && (
        <Fact name={t('Requests')}>
          {answered === asked
            ? t('{asked}, all answered', { asked })
            : t('{asked}, {answered} answered', { asked, answered })}
        </Fact>
      )}
      {conditions !== null && (
        <Fact name={t('Allowed')}>
          {named('allow') || t('nothing')}
          {conditions.grants.length > 0 && (
            <ul className="grid gap-0.5 pt-0.5">
              {conditions.grants.map(({ permission, pattern }) => (
                <li key={`${permission} ${pattern}`}>
                  <Code text={`${permission} ${pattern}`} />
                </li>
              ))}
            </ul>
          )}
        </Fact>
      )}
      <Fact name={t('Tokens')}>
        <span className="tabular-nums">
          {t('{input} in · {output} out', {
            input: compact(end?.usage.inputTokens ?? fold.usage.inputTokens),
            output: compact(end?.usage.outputTokens ?? fold.usage.outputTokens),
          })}
        </span>
      </Fact>
      <Fact name={t('Cost')}>
        <span className="tabular-nums">{money(end?.usage.cost ?? fold.usage.cost)}</span>
      </Fact>
      {head.startedAt !== null && head.endedAt !== null && (
        <Fact name={t('Took')}>{elapsed(Date.parse(head.endedAt) - Date.parse(head.startedAt))}</Fact>
      )}
      <Fact name={t('Exported')}>
        <span title={head.exportedAt}>{new Date(head.exportedAt).toLocaleString()}</span>
      </Fact>
    </dl>
  )
}

/** The most of it in one line, for a narrow window. */
export const RecordSummary = ({ record: { head, end, checks } }: { record: RunRecord }) => (
  <span className="flex min-w-0 items-center gap-3 overflow-hidden text-12 whitespace-nowrap text-fg-2">
    <span>{head.model}</span>
    {head.headCommit !== null && <Code text={head.headCommit.slice(0, SHORT)} whole={head.headCommit} />}
    {end !== null && end.changes !== null && <Changes {...end.changes} />}
    {checks.length > 0 && (
      <span className="flex gap-1.5">
        {t('Checks')} <Checks checks={checks} />
      </span>
    )}
    {end !== null && <span className="tabular-nums">{money(end.usage.cost)}</span>}
  </span>
)

const Changes = ({
  files,
  additions,
  deletions,
}: {
  files: number
  additions: number
  deletions: number
}) => (
  <span className="tabular-nums">
    {t('{files, plural, one {# file} other {# files}}', { files })}{' '}
    <PlusMinus additions={additions} deletions={deletions} />
  </span>
)

const Checks = ({ checks }: { checks: RunRecord['checks'] }) =>
  checks.length === 0 ? (
    <span className="text-fg-3">{t('none')}</span>
  ) : (
    <span className="flex flex-wrap gap-x-2">
      {checks.map(({ seq, passed }) => (
        <span key={seq} className={passed ? 'text-ok' : 'text-bad'}>
          {passed ? t('passed') : t('failed')}
        </span>
      ))}
    </span>
  )

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <Property name={name}>
    <div className="py-1 [overflow-wrap:anywhere]">{children}</div>
  </Property>
)

/** What a project's policy calls its rules. */
const WORDS: Readonly<Record<string, string>> = {
  edit: t('edit'),
  shell: t('shell'),
  outside: t('outside the worktree'),
  envFiles: t('.env files'),
  web: t('web'),
  push: t('push'),
  questions: t('questions'),
}
