import type { Onlookers } from './process/onlookers.ts'
import type { FeedEvent } from '#shared/events.ts'
import type { AgentRuntime } from './agents/runtime.ts'
import type { Attachments } from './attachments/attachments.ts'
import type { AutoPull } from './auto-pull/auto-pull.ts'
import type { Batches } from './batches/batches.ts'
import type { Brainstorms } from './brainstorms/brainstorms.ts'
import type { Contests } from './contests/contests.ts'
import type { Doctor } from './doctor/doctor.ts'
import type { Files } from './files/files.ts'
import type { Github } from './github/github.ts'
import type { Repositories } from './github/repositories.ts'
import type { Imports } from './imports/imports.ts'
import type { Inbox } from './inbox/inbox.ts'
import type { Issues } from './issues/issues.ts'
import type { Platform } from './platform.ts'
import type { Projects } from './projects/projects.ts'
import type { Providers } from './providers/providers.ts'
import type { Publications } from './publications/publications.ts'
import type { RunRecordFiles } from './records/records.ts'
import type { Log } from './runs/engine.ts'
import type { Runs } from './runs/runs.ts'
import type { SettingsService } from './settings/settings.ts'
import type { StorageRoom } from './storage/storage.ts'
import type { FeedReplay } from './store/store.ts'
import type { Comments } from './tasks/comments.ts'
import type { Labels } from './tasks/labels.ts'
import type { Tasks } from './tasks/tasks.ts'
import type { Templates } from './templates/templates.ts'
import type { Trust } from './trust/trust.ts'
import type { Terminals } from './terminals/terminals.ts'
import type { Usage } from './usage/usage.ts'
import type { Views } from './views/views.ts'

/** What a shell sees of the host: the rooms' services and the feed. */
export interface Host {
  readonly version: string
  readonly projects: Projects
  readonly tasks: Tasks
  readonly labels: Labels
  readonly comments: Comments
  readonly views: Views
  readonly templates: Templates
  /** Files that texts refer to. */
  readonly attachments: Attachments
  readonly inbox: Inbox
  readonly usage: Usage
  readonly terminals: Terminals
  /** Finds files of repositories and worktrees. */
  readonly files: Files
  readonly runs: Runs
  readonly runRecords: RunRecordFiles
  readonly batches: Batches
  readonly contests: Contests
  readonly brainstorms: Brainstorms
  readonly autoPull: AutoPull
  readonly publications: Publications
  readonly imports: Imports
  /** Issues at GitHub, and the tasks they are kept the same with. */
  readonly issues: Issues
  readonly settings: SettingsService
  readonly agents: AgentRuntime
  readonly providers: Providers
  readonly github: Github
  /** What accounts at GitHub can see. */
  readonly repositories: Repositories
  readonly trust: Trust
  readonly doctor: Doctor
  readonly storage: StorageRoom
  /** What the shell gave to the host. */
  readonly platform: Platform
  /** Writes to the host's log, whose end goes into a support bundle. */
  readonly log: Log
  /** A shell says when somebody opens a page, and when it is closed. */
  readonly onlookers: Pick<Onlookers, 'come'>
  readonly feed: {
    seq(): Promise<number>
    replay(after: number): Promise<FeedReplay>
    subscribe(listener: (events: FeedEvent[]) => void): () => void
  }
  /** Pauses nothing and loses nothing: open runs are continued at the next start. */
  close(): Promise<void>
}
