import type { ReactNode } from 'react'
import type { LogFold } from '../run/fold-log.ts'
import { PlusMinus } from '../run/mini-diff.tsx'
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
      <Fact name="Project">{head.project.name}</Fact>
      <Fact name="Model">{head.variant === null ? head.model : `${head.model} · ${head.variant}`}</Fact>
      <Fact name="Agent">{head.agent}</Fact>
      {conditions !== null && (
        <>
          <Fact name="Program">
            {conditions.program} {conditions.programVersion}
          </Fact>
          <Fact name="OpenLinear">{conditions.openLinear}</Fact>
          <Fact name="Config">
            <Code text={conditions.configHash.slice(0, SHORT)} whole={conditions.configHash} />
          </Fact>
        </>
      )}
      {head.branch !== null && (
        <Fact name="Branch">
          <Code text={head.branch} />
        </Fact>
      )}
      {head.baseCommit !== null && (
        <Fact name="Base">
          <Code
            text={`${head.baseBranch === null ? '' : `${head.baseBranch} `}${head.baseCommit.slice(0, SHORT)}`}
            whole={head.baseCommit}
          />
        </Fact>
      )}
      {head.headCommit !== null && (
        <Fact name="Commit">
          <Code text={head.headCommit.slice(0, SHORT)} whole={head.headCommit} />
        </Fact>
      )}
      {end !== null && end.mergedCommit !== null && (
        <Fact name="Merged as">
          <Code text={end.mergedCommit.slice(0, SHORT)} whole={end.mergedCommit} />
        </Fact>
      )}
      {end !== null && end.changes !== null && (
        <Fact name="Changes">
          <Changes {...end.changes} />
        </Fact>
      )}
      <Fact name="Checks">
        <Checks checks={checks} />
      </Fact>
      {asked > 0 && (
        <Fact name="Requests">
          {asked}, {answered === asked ? 'all' : answered} answered
        </Fact>
      )}
      {conditions !== null && (
        <Fact name="Allowed">
          {named('allow') || 'nothing'}
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
      <Fact name="Tokens">
        <span className="tabular-nums">
          {compact(end?.usage.inputTokens ?? fold.usage.inputTokens)} in ·{' '}
          {compact(end?.usage.outputTokens ?? fold.usage.outputTokens)} out
        </span>
      </Fact>
      <Fact name="Cost">
        <span className="tabular-nums">{money(end?.usage.cost ?? fold.usage.cost)}</span>
      </Fact>
      {head.startedAt !== null && head.endedAt !== null && (
        <Fact name="Took">{elapsed(Date.parse(head.endedAt) - Date.parse(head.startedAt))}</Fact>
      )}
      <Fact name="Exported">
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
        Checks <Checks checks={checks} />
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
    {files} {files === 1 ? 'file' : 'files'} <PlusMinus additions={additions} deletions={deletions} />
  </span>
)

const Checks = ({ checks }: { checks: RunRecord['checks'] }) =>
  checks.length === 0 ? (
    <span className="text-fg-3">none</span>
  ) : (
    <span className="flex flex-wrap gap-x-2">
      {checks.map(({ seq, passed }) => (
        <span key={seq} className={passed ? 'text-ok' : 'text-bad'}>
          {passed ? 'passed' : 'failed'}
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
  edit: 'edit',
  shell: 'shell',
  outside: 'outside the worktree',
  envFiles: '.env files',
  web: 'web',
  push: 'push',
  questions: 'questions',
}
