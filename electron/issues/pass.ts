import type { GithubFailure } from '#shared/publication-words.ts'
import { GithubError } from '../github/github.ts'
import type { IssueApi } from './issue-api.ts'
import type { WriteRow } from './issue-log.ts'
import { failureOf, type LinkRow } from './issue-records.ts'

/** One look at a link: what every part of it needs to know. */
export interface Pass {
  api: IssueApi
  linkId: string
  number: number
  /** The project keeps its issues the same: comments of ours are posted. */
  isOn: boolean
  /** The user asked for it: what was refused is tried again, and what went to and fro goes on. */
  isForced: boolean
  clock: Clock
  /** What could not be done while the rest could. */
  problems: Problem[]
  /** Fields that GitHub has refused just now, each with its value. */
  refused: Set<string>
  /** The host closes. */
  signal: AbortSignal
}

/** How GitHub's clock is read, in milliseconds. */
export interface Clock {
  /** So far it is ahead of ours. */
  offset: number
  /** So far it may be off that. */
  slack: number
}

export interface Problem {
  code: GithubFailure
  message: string
}

/** Whether GitHub has refused this one thing, and may take others. */
export const isOfOne = (error: unknown): error is GithubError =>
  error instanceof GithubError && OF_ONE.has(error.failure)

/** Somebody may comment on an issue and not change it. */
const OF_ONE: ReadonlySet<GithubFailure> = new Set(['invalid', 'conflict', 'not_found', 'missing_permission'])

/** Tells which values are not asked for again by themselves. */
export function refusedBefore(
  { isForced, refused: now }: Pick<Pass, 'isForced' | 'refused'>,
  link: LinkRow,
  refused: ReadonlyMap<string, string | null>,
): (key: string, value: string) => boolean {
  const code = failureOf(link)?.code
  const isKnown = !isForced && code !== undefined && OF_ONE.has(code)
  return (key, value) => now.has(`${key} ${value}`) || (isKnown && refused.get(key) === value)
}

/** Whether what was made at `createdAt` by GitHub's clock may be the work of a write that was begun. */
export const mayBeOf = ({ at }: Pick<WriteRow, 'at'>, createdAt: string, { offset, slack }: Clock) =>
  Date.parse(createdAt) >= Date.parse(at) + offset - slack
