import { type GithubApi, GithubError } from '../github/github.ts'
import { shaped, shapedList } from '../github/shaped.ts'
import type { Tx } from '../store/store.ts'
import type { PublicationContext } from './context.ts'
import {
  type PublicationChange,
  type PublicationRow,
  repositoryOf,
  type Said,
  saidOf,
  withoutUnpushed,
} from './publication-records.ts'
import { showOnSubject } from './subject.ts'
import { type NamedPull as Pull, namedPull } from './pull-shapes.ts'
import { isStill } from './write-step.ts'

/** Finds the pull request of a branch or makes it, and brings its words up to date. */
export async function pullRequest(context: PublicationContext, row: PublicationRow): Promise<void> {
  const { store, records, projects, onMoment } = context
  onMoment?.(row.id, 'pull_request:begin')
  const project = await projects.get(row.project_id)
  const place = await placeOf(context, row)
  const found = await find(place, row)
  const isOpen = found === null || found.state === 'open'
  // How it ended is found out by who follows it.
  const pull =
    found === null ? await create(context, place, row) : isOpen ? await reword(place, row, found) : found
  onMoment?.(row.id, 'pull_request:worked')
  const said = JSON.stringify(saidAfter(row, pull))
  await store.write(async (tx) => {
    const now = await records.row(row.id, tx.db)
    if (now.branch !== row.branch) return
    const facts = {
      pr_number: pull.number,
      pr_url: pull.html_url,
      draft: Number(pull.draft),
      base_branch: pull.base.ref,
      said,
    }
    if (!isStill(now, row)) {
      // Other words or another base may be wanted by now.
      const kept = JSON.stringify({ ...saidAfter(row, pull), insist: saidOf(now).insist })
      await records.update(tx, row.id, { ...facts, base_branch: now.base_branch, said: kept })
      return
    }
    if (!isOpen) return leave(context, tx, now, facts)
    await records.update(tx, row.id, { ...facts, failure: null, attempts: 0 }, 'find')
    await showOnSubject(context, tx, row, project, { number: pull.number, url: pull.html_url })
  })
  onMoment?.(row.id, 'pull_request:written')
}

/** Ends what was to be changed of a pull request that is not open any more: how that ended, who follows it finds out. */
async function leave(
  { records, store }: PublicationContext,
  tx: Tx,
  row: PublicationRow,
  facts: PublicationChange = {},
): Promise<void> {
  const rest = { ...withoutUnpushed(row), failure: null, attempts: 0, due_at: store.now() }
  await records.update(tx, row.id, { ...facts, ...rest }, 'give_up')
}

/**
 * Whether the pull request that something is to be pushed to is merged or closed: nobody would ever see it there.
 *
 * @throws GithubError
 */
export async function isEnded(context: PublicationContext, row: PublicationRow): Promise<boolean> {
  const { store, records } = context
  if (row.pr_number === null || row.account_id === null || row.repository === null) return false
  const pull = await find(await placeOf(context, row), row)
  if (pull === null || pull.state === 'open') return false
  await store.write(async (tx) => {
    const now = await records.row(row.id, tx.db)
    if (isStill(now, row)) await leave(context, tx, now)
  })
  return true
}

interface Place {
  api: GithubApi
  owner: string
  repo: string
}

/** @throws GithubError when there is no account for it any more */
export async function placeOf({ github }: PublicationContext, row: PublicationRow): Promise<Place> {
  const repository = repositoryOf(row)
  if (repository === null || row.account_id === null)
    throw new Error(`publication ${row.id} has no place at GitHub`)
  const { owner, name } = repository
  return { api: await github.api(row.account_id), owner, repo: name }
}

const toPull = (data: unknown): Pull => shaped(namedPull, data, 'a pull request')

async function find({ api, owner, repo }: Place, row: PublicationRow): Promise<Pull | null> {
  if (row.pr_number !== null) {
    const known = { owner, repo, pull_number: row.pr_number }
    return toPull((await api.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', known)).data)
  }
  const { data } = await api.request('GET /repos/{owner}/{repo}/pulls', {
    owner,
    repo,
    head: `${owner}:${row.branch}`,
    state: 'open',
  })
  // One that is made and not written down may have had another base.
  const all = shapedList(namedPull, data, 'a list of pull requests')
  return all.find(({ base }) => base.ref === row.base_branch) ?? all[0] ?? null
}

async function create(context: PublicationContext, place: Place, row: PublicationRow): Promise<Pull> {
  const { store, records } = context
  const { api, owner, repo } = place
  // First, so that the words of one that is made and not written down are known for ours.
  await store.write(async (tx) => {
    const said: Said = { ...saidOf(await records.row(row.id, tx.db)), title: row.title, body: row.body }
    await records.update(tx, row.id, { said: JSON.stringify(said) })
  })
  const wanted = { owner, repo, title: row.title, body: row.body, head: row.branch, base: row.base_branch }
  const make = async (draft: boolean): Promise<Pull> =>
    toPull((await api.request('POST /repos/{owner}/{repo}/pulls', { ...wanted, draft })).data)
  try {
    return await make(row.draft === 1)
  } catch (error) {
    if (!(error instanceof GithubError) || error.failure !== 'invalid') throw error
    // Somebody was faster, or it was made and the answer lost.
    const found = await find(place, row)
    if (found !== null) return found
    if (row.draft === 1 && /draft/i.test(error.message)) return make(false)
    if (/no commits between/i.test(error.message))
      throw new GithubError(
        'nothing_to_publish',
        `${row.base_branch} has all of ${row.branch} at GitHub already.`,
      )
    throw error
  }
}

/** Says at GitHub what has changed here, but for words that somebody has changed there. */
async function reword({ api, owner, repo }: Place, row: PublicationRow, found: Pull): Promise<Pull> {
  const said = saidOf(row)
  const change: { title?: string; body?: string; base?: string } = {}
  for (const field of ['title', 'body'] as const) {
    const there = found[field] ?? ''
    const isOurs = said[field] !== null && isSame(there, said[field])
    if (!isSame(there, row[field]) && (isOurs || said.insist.includes(field))) change[field] = row[field]
  }
  if (said.insist.includes('base') && found.base.ref !== row.base_branch) change.base = row.base_branch
  if (Object.keys(change).length === 0) return found
  const which = { owner, repo, pull_number: found.number }
  const { data } = await api.request('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', {
    ...which,
    ...change,
  })
  return toPull(data)
}

/** What of its words are ours. */
function saidAfter(row: PublicationRow, pull: Pull): Said {
  const said = saidOf(row)
  return {
    ...said,
    title: isSame(pull.title, row.title) ? row.title : said.title,
    body: isSame(pull.body ?? '', row.body) ? row.body : said.body,
    insist: [],
  }
}

/** GitHub's page ends lines in its own way. */
const isSame = (one: string, other: string) =>
  one.replaceAll('\r\n', '\n').trim() === other.replaceAll('\r\n', '\n').trim()
