import { beginOf, dayOf } from '../ui/day.ts'
import { setClockOffset, stopClock } from '../ui/time.tsx'
import { watchArchived } from './archived.ts'
import { watchDrafts } from './drafts.ts'
import { loadGoals } from './brainstorms.ts'
import { type Problem, problemOf } from './errors.ts'
import { allIssueLinks } from './issues.ts'
import { listTasks, loadBatch, loadBatches, loadRunsOfTasks, reloadBatches, reloadMessages } from './load.ts'
import { loadPublications } from './publications.ts'
import {
  applyFeed,
  batches,
  connection,
  contests,
  inboxMarks,
  issueLinks,
  labels,
  mentions,
  onFeed,
  perFrame,
  projects,
  requests,
  runs,
  SETTINGS_ID,
  settings,
  tasks,
  templates,
  views,
} from './stores.ts'
import { reloadTerminals } from './terminals.ts'
import { client, type FeedState, setTransport, type Transport, transport } from './transport.ts'

/**
 * Loads what the first screen needs, opens the feed after the oldest position at which any of it was
 * true, and brings the rest. What comes twice is harmless: the newer `updatedSeq` wins.
 */
export async function start(over: Transport, openProject: string | null): Promise<void> {
  setTransport(over)
  connection.setState({ phase: 'loading', error: null, feed: 'connecting', complete: false })
  try {
    const [
      everything,
      projectPage,
      labelPage,
      held,
      runPage,
      requestPage,
      batchPage,
      contestPage,
      viewPage,
      markPage,
      templatePage,
      info,
    ] = await Promise.all([
      // The longest list by far. Where no project comes first it need not wait for the others, and it is
      // asked for ahead of them: a browser sends six requests at once, and the host answers in turn.
      openProject === null ? listTasks({}) : null,
      client.projects.list(),
      client.labels.list(),
      client.settings.get(),
      client.runs.list(),
      client.requests.list(),
      client.batches.list({ open: true }),
      client.contests.list(),
      client.views.list(),
      client.inbox.marks(),
      client.templates.list(),
      client.system.info(),
    ])
    setClockOffset(Date.parse(info.now) - Date.now())
    projects.put(projectPage.items)
    labels.put(labelPage.items)
    runs.put(runPage.items)
    requests.put(requestPage.items)
    batches.put(batchPage.items)
    contests.put(contestPage.items)
    views.put(viewPage.items)
    inboxMarks.put(markPage.items)
    templates.put(templatePage.items)
    settings.put([{ ...held, id: SETTINGS_ID }])
    const small = [projectPage, labelPage, runPage, requestPage, batchPage, contestPage]
    const seqs = [...small, viewPage, markPage, templatePage].map(({ seq }) => seq)

    const known = openProject !== null && projectPage.items.some((project) => project.id === openProject)
    const first = everything ?? (await listTasks(known ? { projectId: openProject } : {}))
    tasks.put(first.items)
    seqs.push(first.seq)
    connection.setState({ phase: 'ready', system: info, complete: !known })
    follow(Math.min(...seqs))
    watchHealth()
    if (known) {
      const rest = await listTasks({})
      tasks.put(rest.items)
      connection.setState({ complete: true })
    }
    watchDrafts()
    watchArchived()
    await loadGoals()
    await loadPullRequests()
    await loadMentions()
    await loadIssueLinks()
    await loadTodaysRuns()
    await loadBatchesInReview()
  } catch (error) {
    const problem = problemOf(error)
    connection.setState(
      problem.code === 'UNAUTHORIZED' ? { phase: 'refused' } : { phase: 'failed', error: problem.message },
    )
  }
}

let unfollow: () => void = () => undefined

function follow(after: number): void {
  unfollow()
  const { take, drop } = perFrame(applyFeed)
  const unsubscribe = transport().subscribe(after, {
    events: take,
    reset: () => {
      drop()
      void reload()
    },
    state: setFeed,
    refused: turnAway,
  })
  unfollow = () => {
    unsubscribe()
    drop()
  }
}

/** The page stays, with all that is written in it: see {@link reconnect}. */
function turnAway(): void {
  connection.setState({ feed: 'offline', turnedAway: true, stale: true })
  setSilent(true)
}

/**
 * Asks the host again, over another transport if one is given, and goes on in place when it answers.
 *
 * @returns what is wrong when it does not, else null
 */
export async function reconnect(over: Transport = transport()): Promise<Problem | null> {
  try {
    await over.client.system.info()
  } catch (error) {
    return problemOf(error)
  }
  setTransport(over)
  connection.setState({ turnedAway: false })
  await reload()
  return null
}

/** Offline for this long is more than a hiccup. */
const STALE_AFTER = 8000
let staleTimer: ReturnType<typeof setTimeout> | undefined

function setFeed(feed: FeedState): void {
  connection.setState({ feed })
  if (feed === 'live') {
    clearTimeout(staleTimer)
    staleTimer = undefined
    connection.setState({ stale: false })
    setSilent(false)
  } else if (feed === 'offline') {
    setSilent(true)
    staleTimer ??= setTimeout(() => connection.setState({ stale: true }), STALE_AFTER)
  }
}

function setSilent(silent: boolean): void {
  connection.setState({ silent })
  stopClock(silent)
}

/** Loads everything anew, after a pause that was longer than the feed remembers. */
async function reload(): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      const [
        projectPage,
        labelPage,
        held,
        runPage,
        requestPage,
        batchSeq,
        contestPage,
        viewPage,
        markPage,
        templatePage,
        mentionPage,
        linkPage,
        all,
      ] = await Promise.all([
        client.projects.list(),
        client.labels.list(),
        client.settings.get(),
        client.runs.list(),
        client.requests.list(),
        reloadBatches(),
        client.contests.list(),
        client.views.list(),
        client.inbox.marks(),
        client.templates.list(),
        client.inbox.mentions(),
        allIssueLinks(),
        listTasks({}),
      ])
      projects.replace(projectPage.items)
      labels.replace(labelPage.items)
      runs.replace(runPage.items)
      requests.replace(requestPage.items)
      contests.replace(contestPage.items)
      views.replace(viewPage.items)
      inboxMarks.replace(markPage.items)
      templates.replace(templatePage.items)
      mentions.replace(mentionPage.items)
      issueLinks.replace(linkPage.items)
      tasks.replace(all.items)
      settings.replace([{ ...held, id: SETTINGS_ID }])
      await reloadMessages()
      await reloadTerminals()
      connection.setState({ complete: true })
      const small = [projectPage, labelPage, runPage, requestPage, contestPage]
      const pages = [...small, viewPage, markPage, templatePage, mentionPage, linkPage, all]
      follow(Math.min(batchSeq, ...pages.map(({ seq }) => seq)))
      await loadGoals()
      await loadPullRequests()
      await loadTodaysRuns()
      await loadBatchesInReview()
      return
    } catch (error) {
      if (problemOf(error).code === 'UNAUTHORIZED') return turnAway()
      setFeed('offline')
      await new Promise((resolve) => setTimeout(resolve, Math.min(10_000, 1000 * 2 ** attempt)))
    }
  }
}

/** After the first screen, which can be read without them; the feed tells what changes from then on. */
async function loadPullRequests(): Promise<void> {
  try {
    await loadPublications()
  } catch {
    // Cards say less; their tasks ask again.
  }
}

/** The same of what was said to the user. */
async function loadMentions(): Promise<void> {
  try {
    mentions.put((await client.inbox.mentions()).items)
  } catch {
    // GitHub tells of them too, and the next start does.
  }
}

/** The same of issues. */
async function loadIssueLinks(): Promise<void> {
  try {
    issueLinks.put((await allIssueLinks()).items)
  } catch {
    // As above.
  }
}

/** Runs of today that are over are in no list; the cards of their tasks say what came of them. */
async function loadTodaysRuns(): Promise<void> {
  const begin = beginOf(dayOf(new Date())).getTime()
  const today = [...tasks.all.values()].filter(
    (task) => task.latestRunId !== null && Date.parse(task.updatedAt) >= begin,
  )
  try {
    await loadRunsOfTasks(today.slice(0, 100).map(({ id }) => id))
  } catch {
    // Some cards say less; what they lack stands in their tasks.
  }
}

/** Batches that are over are not loaded at the start; cards in review say which of them has their work. */
async function loadBatchesInReview(): Promise<void> {
  const missing = () =>
    new Set(
      [...tasks.all.values()]
        .filter(({ status }) => status === 'in_review')
        .map(({ latestRunId }) => runs.get(latestRunId ?? '')?.batchId)
        .filter((id) => id !== null && id !== undefined && batches.get(id) === undefined),
    )
  try {
    if (missing().size > 0) await loadBatches(null, null)
    // Older than the newest ones.
    for (const id of missing()) if (id) await loadBatch(id)
  } catch {
    // Cards do without; their tasks ask again.
  }
}

let healthTimer: ReturnType<typeof setTimeout> | undefined
let watching = false

/** The agent's health is in no feed: asked once a minute, sooner while it starts or a run begins. */
function watchHealth(): void {
  if (watching) return
  watching = true
  const ask = async () => {
    clearTimeout(healthTimer)
    let next = 60_000
    try {
      const health = await client.agents.health()
      connection.setState({ health })
      if (health.state === 'starting') next = 2000
    } catch {
      next = 15_000
    }
    healthTimer = setTimeout(() => void ask(), next)
  }
  void ask()
  onFeed((items) => {
    if (!items.some((item) => item.event === 'execution:started')) return
    clearTimeout(healthTimer)
    healthTimer = setTimeout(() => void ask(), 1500)
  })
}
