import { setTimeout as sleep } from 'node:timers/promises'
import { unlessGone } from '#shared/errors.ts'
import type { MergeMethod } from '#shared/publication-words.ts'
import type { WholePublication } from '#shared/publications.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { FailedCheck } from '#shared/pull-prompts.ts'
import type { Run } from '#shared/runs.ts'
import { idleMs } from '../github/pace.ts'
import { ReconcileLoop } from '../process/reconcile-loop.ts'
import { runDue } from '../process/run-due.ts'
import { AfterLook } from './after-look.ts'
import { followOf, isChanged } from './follow-state.ts'
import { FollowUps } from './follow-ups.ts'
import { OPEN, type PublicationRow, pullOf, repositoryOf } from './publication-records.ts'
import { MadeByHand } from './made-by-hand.ts'
import { Pacer } from './pacer.ts'
import { Pauses } from './pauses.ts'
import { PullActs } from './pull-acts.ts'
import { afterFailure, PullWatch } from './pull-watch.ts'
import type { PublicationContext } from './context.ts'
import { listPulls } from './read-pull.ts'
import { tidyMerged } from './tidy-merged.ts'

/** Follows pull requests until they are merged or closed, and does to them what the user wants. */
export interface Follower {
  refresh(id: string): Promise<WholePublication>
  merge(id: string, method: MergeMethod, without?: string): Promise<WholePublication>
  ready(id: string): Promise<WholePublication>
  updateBranch(id: string): Promise<WholePublication>
  /** With the ends of their logs, as GitHub has them now. */
  failedChecks(id: string): Promise<{ items: FailedCheck[] }>
  fixChecks(id: string): Promise<Run>
  resolveConflict(id: string): Promise<Run>
  addressReview(id: string, commentIds: readonly number[] | undefined): Promise<Run>
  reply(id: string, commentId: number, body: string): Promise<WholePublication>
  start(): void
  close(): Promise<void>
  /**
   * Does at most one of the things that are due.
   *
   * @param now in milliseconds since 1970
   * @returns when something may be due again; null = when something happens here
   */
  step(now: number): Promise<number | null>
}

/** So long one that was closed is looked for: it is opened again within an hour, or hardly ever. */
const CLOSED_MS = 3_600_000

/** So long an answer is waited for when the host closes. */
const ACTS_PATIENCE_MS = 4_000

/** Before a result that could not be published is tried again. */
const HELD_MS = 300_000

/** What is known of a repository's list of pull requests, as one account sees it. */
interface List {
  etag: string | null
  /** When it was asked for last. */
  at: number
}

export function createFollower(context: PublicationContext): Follower {
  const { store, records, github, projects, runs, log, onlookers } = context
  const loop = new ReconcileLoop()
  const { signal } = loop
  const watch = new PullWatch(context, signal)
  const afterLook = new AfterLook(context, watch)
  const madeByHand = new MadeByHand(context, watch, signal)
  const acts = new PullActs(context, watch, afterLook, madeByHand)
  const followUps = new FollowUps(context, watch, afterLook)
  const pacer = new Pacer()
  const lists = new Map<string, List>()
  const pauses = new Pauses()
  /** Results that could not be published: when that is tried again. */
  const held = new Map<string, number>()
  /** To be read in full whatever was due: they were published anew, or a list tells that they have changed. */
  const wanted = new Set<string>()
  let running: Promise<void> = Promise.resolve()

  const stopListening = store.subscribe((events) => {
    for (const { event, data } of events) {
      if (event.startsWith('publication:') && data.status === 'open') wanted.add(data.id)
      if (event === 'github-account:updated' || event === 'github-account:created') pauses.end(data.id)
    }
    const isNews = events.some(
      ({ event, data }) =>
        event.startsWith('github-account:') ||
        (event.startsWith('publication:') && 'status' in data) ||
        (event === 'project:updated' && 'githubAccountId' in data) ||
        event === 'execution:completed',
    )
    if (isNews) loop.wake()
  })

  const stopWatching = onlookers.subscribe(() => loop.wake())

  /** With a pull request that is not over, was closed just now, or was merged and leaves something to do. */
  function rowsAt(now: number): Promise<PublicationRow[]> {
    const recently = new Date(now - CLOSED_MS).toISOString()
    return store.db
      .selectFrom('publications')
      .selectAll()
      .where('pr_number', 'is not', null)
      .where('account_id', 'is not', null)
      .where('repository', 'is not', null)
      .where((row) =>
        row.or([
          row('status', 'in', OPEN),
          row.and([row('status', '=', 'merged'), row('due_at', 'is not', null)]),
          row.and([row('status', '=', 'closed'), row('ended_at', '>', recently)]),
        ]),
      )
      .orderBy('id')
      .execute()
  }

  async function step(now: number): Promise<number | null> {
    const { items } = await projects.list()
    const there = new Set(items.map(({ id }) => id))
    const rows = (await rowsAt(now)).filter(({ project_id }) => there.has(project_id))
    const left = rows.filter(({ status }) => status === 'merged')
    const late = left.find((row) => dueAt(row) <= now)
    if (late !== undefined) {
      await watch.inTurn.run(late.id, () => tidyMerged(context, late.id))
      return now
    }
    if (await settleOne(rows, now)) return now

    const ready = await readyAccounts()
    const live = rows.filter(({ status, account_id }) => status !== 'merged' && ready.has(account_id ?? ''))
    for (const row of live) pauses.heed(row, now)
    const awake = live.filter(({ account_id }) => pauses.until(account_id) <= now)
    const [first] = awake.filter((row) => dueAt(row) <= now).toSorted((a, b) => dueAt(a) - dueAt(b))
    if (first !== undefined) {
      await lookAt(first, now)
      return now
    }
    const byHand = await madeByHand.step(
      now,
      idleMs(onlookers.isAnybodyThere),
      (accountId) => pauses.until(accountId) > now,
      (accountId, error) => void pauses.begin(accountId, error, now),
    )
    const keys = new Set(awake.map(keyOf))
    pacer.retain(new Set(live.map(keyOf)))
    const interval = idleMs(onlookers.isAnybodyThere)
    const key = pacer.next([...keys], now, interval)
    if (key !== null) {
      await askList(
        key,
        awake.filter((row) => keyOf(row) === key),
        now,
      )
      return now
    }
    const times = [
      byHand ?? Number.POSITIVE_INFINITY,
      ...left.map(dueAt),
      ...awake.map(dueAt),
      ...[...held.values()].filter((at) => at > now),
      ...(keys.size === 0 ? [] : [pacer.at(interval)]),
      ...live.filter((row) => !awake.includes(row)).map(({ account_id }) => pauses.until(account_id)),
    ]
    const next = Math.min(...times)
    return next === Number.POSITIVE_INFINITY ? null : next
  }

  function dueAt(row: PublicationRow): number {
    if (row.status !== 'merged' && wanted.has(row.id)) return 0
    if (row.status === 'open' && row.pull === null && row.due_at === null) return 0
    // Else it is when the step of publishing is tried again.
    return row.due_at === null || isStepping(row) ? Number.POSITIVE_INFINITY : Date.parse(row.due_at)
  }

  async function readyAccounts(): Promise<Set<string>> {
    const accounts = await github.accounts()
    return new Set(accounts.flatMap(({ id, state }) => (state === 'ready' ? [id] : [])))
  }

  /** Pushes what a run has made of what was said of its pull request. */
  async function settleOne(rows: readonly PublicationRow[], now: number): Promise<boolean> {
    for (const row of rows) {
      const { followUp } = followOf(row)
      if (row.status !== 'open' || followUp === null || followUp.settled) continue
      if ((held.get(row.id) ?? 0) > now) continue
      const run = await runs.get(followUp.runId).catch(unlessGone)
      if (run !== null && !isTerminal(run.status)) continue
      try {
        if (await followUps.settle(row.id)) return true
      } catch (error) {
        held.set(row.id, now + HELD_MS)
        await watch.noteFailure(row.id, error, () => now + HELD_MS, false)
        log('warn', 'the result of a run could not be published', {
          publicationId: row.id,
          why: error instanceof Error ? error.message : String(error),
        })
      }
    }
    return false
  }

  async function lookAt(row: PublicationRow, now: number): Promise<void> {
    const isWhole = wanted.delete(row.id)
    await watch.inTurn.run(row.id, async () => {
      try {
        await watch.look(row.id, isWhole)
        pauses.end(row.account_id)
      } catch (error) {
        if (signal.aborted) return
        const until = pauses.begin(row.account_id, error, now)
        // What its list has told would not be told again.
        lists.delete(keyOf(row))
        await watch.noteFailure(row.id, error, (follow) => until ?? afterFailure(error, now)(follow), true)
        return
      }
      await afterLook.run(row.id)
    })
  }

  /** Asks which of a repository's pull requests have changed: those are due. */
  async function askList(key: string, rows: readonly PublicationRow[], now: number): Promise<void> {
    const [one] = rows
    const repository = one === undefined ? null : repositoryOf(one)
    if (one === undefined || repository === null) return
    const before = lists.get(key)
    let list: Awaited<ReturnType<typeof listPulls>>
    try {
      const place = { api: await github.api(one.account_id ?? ''), repository, signal }
      list = await listPulls(place, before?.etag ?? null)
    } catch (error) {
      if (signal.aborted) return
      const until = pauses.begin(one.account_id, error, now)
      for (const row of rows)
        if (dueAt(row) === Number.POSITIVE_INFINITY)
          await watch.noteFailure(row.id, error, () => until, false)
      return
    }
    pauses.end(one.account_id)
    lists.set(key, { etag: list === null ? (before?.etag ?? null) : list.etag, at: now })
    for (const row of rows) {
      const [pull, { updatedAt }] = [pullOf(row), followOf(row)]
      const known = { number: row.pr_number ?? 0, pull, updatedAt }
      const since = Math.max(before?.at ?? 0, Date.parse(pull?.seenAt ?? '') || 0)
      const isDue = list !== null && isChanged(known, list.pulls, { since, isWhole: list.isWhole })
      const hasFailed = row.status === 'open' && row.failure !== null && row.due_at === null
      // More than its checks, though those may be all that was waited for.
      if (isDue) wanted.add(row.id)
      if (isStepping(row) || (!isDue && !hasFailed)) continue
      const due = isDue ? new Date(now).toISOString() : null
      await store.write((tx) => records.update(tx, row.id, { due_at: due, failure: null }))
    }
  }

  return {
    refresh: (id) => acts.refresh(id),
    merge: (id, method, without) => acts.merge(id, method, without),
    ready: (id) => acts.ready(id),
    async updateBranch(id) {
      const publication = await acts.updateBranch(id)
      loop.wake()
      return publication
    },
    failedChecks: (id) => followUps.failedChecks(id),
    fixChecks: (id) => followUps.fixChecks(id),
    resolveConflict: (id) => followUps.resolveConflict(id),
    addressReview: (id, commentIds) => followUps.addressReview(id, commentIds),
    reply: (id, commentId, body) => acts.reply(id, commentId, body),
    start() {
      running = runDue(loop, {
        now: () => Date.parse(store.now()),
        step,
        failed: (error) => log('error', 'following pull requests failed', { error: String(error) }),
      })
    },
    async close() {
      stopListening()
      stopWatching()
      loop.stop()
      await running
      // What was asked of GitHub and is not answered in time is found out at the next start.
      const patience = sleep(ACTS_PATIENCE_MS, undefined, { ref: false })
      await Promise.race([watch.inTurn.idle(), patience])
    },
    step,
  }
}

/** It is being published, or waits to be: what there is of a failure or a time belongs to that. */
const isStepping = ({ status }: PublicationRow) =>
  status === 'working' || status === 'waiting' || status === 'blocked'

const keyOf = (row: PublicationRow) => `${row.account_id} ${row.repository?.toLowerCase()}`
