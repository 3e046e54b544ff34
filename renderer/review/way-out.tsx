import { Fragment, type ReactNode } from 'react'
import type { Problem } from '../state/errors.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { WithCode } from '../ui/with-code.tsx'
import { filesOf, pathOf } from './conflicts.ts'

/** Why a merge was refused, in words, and what leads out of it. */
export type WayOut = {
  body: ReactNode
  act: 'move' | 'merge_commit' | 'send_back' | null
  label: string | null
  /** Also offer the plain merge again: the user may have mended it elsewhere. */
  again: boolean
  bad: boolean
}

const b = (text: ReactNode) => <b className="font-semibold">{text}</b>

/** The refusal, where it is read out when it comes. */
export const WayOutBox = ({ lead }: { lead: WayOut }) => (
  <div
    role="alert"
    className={`mt-3 grid gap-1.5 rounded-m border px-3 py-2.5 text-12 ${
      lead.bad ? 'border-bad/35 bg-bad/8' : 'border-wait/35 bg-wait/10'
    }`}
  >
    {lead.body}
  </div>
)

/** @param onConflict says what can be done about a conflict */
export function wayOut(
  refusal: Pick<Problem, 'code' | 'message' | 'details'>,
  base: string,
  onConflict: string,
): WayOut {
  const path = pathOf(refusal)
  const files = filesOf(refusal)
  const list = files.length > 0 && <FileNames files={files} />
  switch (refusal.code) {
    case 'BASE_CHECKED_OUT':
      return {
        body: (
          <>
            <p>
              {path === null
                ? rich(
                    '<b>{base} is checked out</b> at your repository. Merging moves the branch, so your files there would no longer match it.',
                    { base, b },
                  )
                : rich(
                    '<b>{base} is checked out</b> at {path}. Merging moves the branch, so your files there would no longer match it.',
                    { base, path: <Path path={path} />, b },
                  )}
            </p>
            <p className="text-fg-2">
              {t(
                'OpenLinear can move that checkout along. It does so only while it has no changes of its own. Or check out another branch there, then try again.',
              )}
            </p>
          </>
        ),
        act: 'move',
        label: t('Merge and move my checkout'),
        again: true,
        bad: false,
      }
    case 'CHECKOUT_DIRTY':
      return {
        body: (
          <>
            {files.length === 0 ? (
              <p>
                <WithCode text={refusal.message} />
              </p>
            ) : (
              <p>
                {path === null
                  ? rich(
                      '<b>Your checkout has changes of its own</b>, so it was not touched. Commit or stash them, then try again.',
                      { b },
                    )
                  : rich(
                      '<b>Your checkout has changes of its own</b> at {path}, so it was not touched. Commit or stash them, then try again.',
                      { path: <Path path={path} />, b },
                    )}
              </p>
            )}
            {list}
          </>
        ),
        act: 'move',
        label: t('Try again'),
        again: false,
        bad: false,
      }
    case 'NOT_FAST_FORWARD':
      return {
        body: (
          <p>
            {rich(
              '<b>{base} has moved on</b> since the run began, so it cannot simply be fast-forwarded. A merge commit brings both together.',
              { base, b },
            )}
          </p>
        ),
        act: 'merge_commit',
        label: t('Make a merge commit'),
        again: false,
        bad: false,
      }
    case 'MERGE_CONFLICT':
      return {
        body: (
          <>
            <p>
              {files.length === 0
                ? rich('<b>Both sides changed the same lines</b>. Nothing was merged.', { b })
                : rich(
                    '<b>Both sides changed the same lines</b> in {count, plural, one {# file} other {# files}}. Nothing was merged.',
                    { count: files.length, b },
                  )}
            </p>
            {list}
            <p className="text-fg-2">{onConflict}</p>
          </>
        ),
        act: 'send_back',
        label: t('Send back to resolve…'),
        again: true,
        bad: true,
      }
    default:
      return {
        body: <WithCode text={refusal.message} />,
        act: null,
        label: t('Try again'),
        again: false,
        bad: true,
      }
  }
}

/** A path that breaks after its slashes where it can. */
const Path = ({ path }: { path: string }) => (
  <code className="text-11 [overflow-wrap:anywhere]">
    {path.split(/(?<=[/\\])/).map((part, index) => (
      <Fragment key={index}>
        {index > 0 && <wbr />}
        {part}
      </Fragment>
    ))}
  </code>
)

const MOST = 12

/** Paths, one a line; a long list says how many more there are. */
export function FileNames({ files }: { files: readonly string[] }) {
  return (
    <ul className="grid max-h-40 gap-0.5 overflow-y-auto font-mono text-11 text-fg-2">
      {files.slice(0, MOST).map((file) => (
        <li key={file} className="truncate" title={file}>
          {file}
        </li>
      ))}
      {files.length > MOST && (
        <li className="font-sans text-fg-3">{t('and {count} more', { count: files.length - MOST })}</li>
      )}
    </ul>
  )
}
