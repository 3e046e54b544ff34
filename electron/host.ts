import { randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import manifest from '../package.json' with { type: 'json' }
import { createAttachments } from './attachments/attachments.ts'
import { type AutoPullRoom, createAutoPull } from './auto-pull/auto-pull.ts'
import { type BatchesRoom, createBatches } from './batches/batches.ts'
import type { BatchContext } from './batches/context.ts'
import { createBrainstorms } from './brainstorms/brainstorms.ts'
import { type ContestsRoom, createContests } from './contests/contests.ts'
import type { ContestContext } from './contests/context.ts'
import { createFiles } from './files/files.ts'
import { createGit } from './git/git.ts'
import { createDoctor } from './doctor/doctor.ts'
import { createLogRing } from './doctor/log-ring.ts'
import { createGithub, type Github } from './github/github.ts'
import { createRepositories } from './github/repositories.ts'
import type { Host } from './host-api.ts'
import { createImports } from './imports/imports.ts'
import { createInbox } from './inbox/inbox.ts'
import type { IssueContext } from './issues/context.ts'
import { createIssues } from './issues/issues.ts'
import { ripgrepFolder } from './opencode/binary.ts'
import { createOpenCode } from './opencode/opencode.ts'
import { Onlookers } from './process/onlookers.ts'
import type { Platform } from './platform.ts'
import type { ForkPractice } from './practice/fork.ts'
import { createPractice } from './practice/practice.ts'
import { sampleFiles, sampleTasks } from './practice/sample.ts'
import { userEnvironment } from './process/environment.ts'
import { endLeftovers } from './process/leftovers.ts'
import { onPath } from './process/on-path.ts'
import { createProjects } from './projects/projects.ts'
import { createProviders, type Providers } from './providers/providers.ts'
import type { PublicationContext } from './publications/context.ts'
import { createPublications, type PublicationsRoom } from './publications/publications.ts'
import { createRunRecords } from './records/records.ts'
import type { Engine, Log } from './runs/engine.ts'
import { createRuns } from './runs/runs.ts'
import { strayWorktrees } from './runs/strays.ts'
import { makeFolder } from './settings/data-folder.ts'
import { createSettings } from './settings/settings.ts'
import { createStorage } from './storage/storage.ts'
import { DailyBackups } from './store/daily-backups.ts'
import type { DatabaseDamaged } from './store/damage.ts'
import { openStore, type Store } from './store/store.ts'
import { createComments } from './tasks/comments.ts'
import { createLabels } from './tasks/labels.ts'
import { createTasks } from './tasks/tasks.ts'
import { createTemplates } from './templates/templates.ts'
import { createTrust } from './trust/trust.ts'
import { createTerminals, type TerminalsRoom } from './terminals/terminals.ts'
import { createUsage } from './usage/usage.ts'
import { createViews } from './views/views.ts'

/** So long the runs may take to let go of their agents when the host closes. */
const RUNS_PATIENCE_MS = 3_000

export interface HostOptions {
  /** Absolute path; made if missing. */
  dataFolder: string
  /** File that says where the data folder is at the next start. */
  pointerFile: string
  log: Log
  /** What the shell can do. */
  platform: Platform
  /** How the practice model's process is made, where it is not Node's own way. */
  forkPractice?: ForkPractice
  /** Called once when the database shows damage while the host works. Its shell has to close it then. */
  onDamage?: (damage: DatabaseDamaged) => void
  /** Stands in the run engine's journal; see {@link Engine.onStep}. */
  onStep?: Engine['onStep']
  /** Stands in the batch engine's journal; see {@link BatchContext.onMoment}. */
  onMoment?: BatchContext['onMoment']
  /** Stands in the journal of contests; see {@link ContestContext.onMoment}. */
  onContestMoment?: ContestContext['onMoment']
  /** Called when a plan was accepted, before that is answered. */
  onBrainstormAccepted?: ((taskId: string) => void) | undefined
  /** Stands in the journal of publications; see {@link PublicationContext.onMoment}. */
  onPublicationMoment?: PublicationContext['onMoment']
  /** Stands in the journal of writes to issues; see {@link IssueContext.onMoment}. */
  onIssueMoment?: IssueContext['onMoment']
}

/**
 * Wires the rooms and continues what a crash left: leftover processes first, then clones and runs.
 *
 * @throws AppError CONFLICT when another host has the data folder
 * @throws DatabaseDamaged
 */
export async function createHost(options: HostOptions): Promise<Host> {
  await makeFolder(options.dataFolder)
  const { dataFolder: folder, log } = options
  let damage: DatabaseDamaged | null = null
  const onDamage = (seen: DatabaseDamaged) => {
    damage = seen
    options.onDamage?.(seen)
  }
  const store = await openStore({ folder, log, onDamage })
  const opened: (() => Promise<unknown> | void)[] = [() => store.close()]
  const closeAll = async () => {
    const failures: unknown[] = []
    for (const close of opened.splice(0).reverse()) {
      // One that fails must not keep the others open, least of all the store.
      await Promise.resolve()
        .then(close)
        .catch((error: unknown) => failures.push(error))
    }
    if (failures.length > 0) throw failures[0]
  }
  try {
    return await openRooms(options, store, opened, closeAll)
  } catch (error) {
    // Else the data folder would stay locked, and what was started would go on.
    await closeAll().catch((closing: unknown) => {
      options.log('error', 'closing after a failed start', { error: String(closing) })
    })
    throw damage ?? error
  }
}

/** @param opened what has to be closed again, in the order it was opened */
async function openRooms(
  options: HostOptions,
  store: Store,
  opened: (() => Promise<unknown> | void)[],
  closeAll: () => Promise<void>,
): Promise<Host> {
  const { dataFolder, pointerFile, platform } = options
  const { version } = manifest
  const ring = createLogRing(options.log)
  const { log } = ring
  const hostId = await hostIdOf(dataFolder)
  const ended = await endLeftovers(hostId)
  if (ended > 0) log('info', 'ended processes that an earlier start left behind', { ended })

  const git = createGit({
    hostId,
    onThread: true,
    credentials: (ask) => github.credentialFor(ask),
    onLeave: (worktree) => terminals.leave(worktree),
    scratchFolder: join(dataFolder, 'git'),
  })
  const fork = options.forkPractice
  const practice = createPractice({ hostId, log, ...(fork === undefined ? {} : { fork }) })
  opened.push(() => practice.stop())
  // The agents' servers are started when they are first used: by then there are providers.
  const onlookers = new Onlookers()
  const agents = createOpenCode({
    onlookers,
    dataDir: dataFolder,
    hostId,
    log,
    binary: async () => settings.stored().openCodeBinary,
    credentials: () => providers.credentials(),
    practice,
  })
  opened.push(() => agents.stop())
  const settings = await createSettings({
    store,
    dataFolder,
    pointerFile,
    configuredModel: () => agents.configuredModel(),
  })
  const providers: Providers = createProviders({ store, settings, agents, secrets: platform.secrets, log })
  opened.push(() => providers.close())
  const github: Github = createGithub({
    store,
    settings,
    secrets: platform.secrets,
    projects: () => projects,
    version,
    hostId,
    log,
  })
  opened.push(() => github.close())
  const repositories = createRepositories({ store, api: (accountId) => github.api(accountId), log })
  opened.push(() => repositories.close())
  const attachments = createAttachments({ store, dataFolder, log })
  opened.push(() => attachments.close())
  await attachments.recover()
  const tasks = createTasks({ store })
  const labels = createLabels({ store })
  const comments = createComments({ store })
  const projects = createProjects({
    store,
    git,
    settings,
    dataFolder,
    tasks,
    labels,
    github,
    log,
    sample: { files: sampleFiles, tasks: sampleTasks },
  })
  opened.push(() => projects.close())
  const views = createViews({ store, projects })
  const templates = createTemplates({ store, projects, labels })
  const inbox = createInbox({ store, log })
  opened.push(() => inbox.close())
  const usage = createUsage({ store })
  const files = createFiles(git)
  opened.push(() => files.close())
  const trust = createTrust({
    store,
    git,
    projects,
    settings,
    agents,
    onTrusted: (projectId) => autoPull.retry(projectId),
  })
  const runs = createRuns({
    store,
    git,
    agents,
    projects,
    tasks,
    settings,
    trust,
    attachments,
    models: () => providers.models(),
    batchOf: (taskId, db) => batches.batchOf(taskId, db),
    mergedWith: (runId) => batches.mergedWith(runId),
    contestOf: (taskId, db) => contests.contestOf(taskId, db),
    openContests: () => contests.openIds(),
    isPublishing: (taskId) => publications.isPublishing(taskId),
    version,
    hostId,
    dataFolder,
    log,
    ...(options.onStep === undefined ? {} : { onStep: options.onStep }),
  })
  opened.push(async () => {
    // An agent that hangs would hold its runs up: its server is ended under them then.
    const late = setTimeout(() => {
      agents.stop().catch((error: unknown) => log('error', 'agents', { error: String(error) }))
    }, RUNS_PATIENCE_MS)
    await runs.close().finally(() => clearTimeout(late))
  })
  const batches: BatchesRoom = createBatches({
    store,
    git,
    projects,
    tasks,
    runs,
    settings,
    pullRequests: {
      planForBatch: (batchId, head) => publications.planForBatch(batchId, head),
      openForBatch: (tx, plan) => publications.openForBatch(tx, plan),
      pullOfBatch: (tx, batchId) => publications.pullOfBatch(tx, batchId),
    },
    hostId,
    dataFolder,
    log,
    ...(options.onMoment === undefined ? {} : { onMoment: options.onMoment }),
  })
  opened.push(() => batches.close())
  const contests: ContestsRoom = createContests({
    store,
    git,
    projects,
    tasks,
    runs,
    settings,
    log,
    ...(options.onContestMoment === undefined ? {} : { onMoment: options.onContestMoment }),
  })
  opened.push(() => contests.close())
  const brainstorms = createBrainstorms({
    store,
    tasks,
    labels,
    comments,
    projects,
    runs,
    onAccepted: options.onBrainstormAccepted,
  })
  const autoPull: AutoPullRoom = createAutoPull({ store, settings, projects, tasks, runs, batches, log })
  opened.push(() => autoPull.close())
  const storage = createStorage({ store, git, runs, batches, projects, attachments, dataFolder, log })
  opened.push(() => storage.close())
  const doctor = createDoctor({
    version,
    store,
    git,
    agents,
    providers,
    github,
    projects,
    settings,
    platform,
    dataFolder,
    strays: () => strayWorktrees({ store, dataFolder }),
    // The bundled one comes first on the agents' PATH.
    ripgrep: async () => (await ripgrepFolder()) ?? onPath('rg', userEnvironment(hostId)),
    log: ring,
  })
  const publications: PublicationsRoom = createPublications({
    store,
    git,
    github,
    projects,
    tasks,
    runs,
    batches,
    settings,
    dataFolder,
    log,
    secrets: () => doctor.secrets(),
    onlookers,
    onMoment: options.onPublicationMoment,
  })
  opened.push(() => publications.close())
  const imports = createImports({ store, projects, tasks, labels, dataFolder })
  opened.push(() => imports.close())
  const issues = createIssues({
    store,
    github,
    projects,
    tasks,
    labels,
    comments,
    onlookers,
    log,
    onMoment: options.onIssueMoment,
  })
  opened.push(() => issues.close())
  const runRecords = createRunRecords({
    version,
    runs,
    tasks,
    projects,
    secrets: () => doctor.secrets(),
  })
  opened.push(() => runRecords.close())
  const terminals: TerminalsRoom = createTerminals({ store, projects, runs, trust, hostId, log })
  opened.push(() => terminals.shut())
  await terminals.start()
  github.start()
  await projects.recover()
  await runs.start()
  await batches.start()
  await contests.start()
  await publications.start()
  issues.start()
  autoPull.start()
  inbox.start()
  attachments.start()
  const backups = new DailyBackups({ store, folder: dataFolder, log })
  opened.push(() => backups.close())
  backups.start()

  let closing: Promise<void> | undefined
  return {
    version,
    projects,
    tasks,
    labels,
    comments,
    views,
    templates,
    attachments,
    inbox,
    usage,
    terminals,
    files,
    runs,
    runRecords,
    batches,
    contests,
    brainstorms,
    autoPull,
    publications,
    imports,
    issues,
    settings,
    agents,
    providers,
    github,
    repositories,
    trust,
    doctor,
    storage,
    platform,
    log,
    onlookers,
    feed: {
      seq: () => store.seq(),
      replay: (after) => store.replay(after),
      subscribe: (listener) => store.subscribe(listener),
    },
    close() {
      closing ??= closeAll()
      return closing
    },
  }
}

/** Unique per data folder: what one host spawned is found by the next one on the same folder, and by no other. */
async function hostIdOf(dataFolder: string): Promise<string> {
  const file = join(dataFolder, 'host-id')
  try {
    const id = (await readFile(file, 'utf8')).trim()
    // A file that was cut short would mark everybody's processes as ours.
    if (id.length === 36) return id
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const id = randomUUID()
  await writeFile(file, id, { mode: 0o600 })
  return id
}
