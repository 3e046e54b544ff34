import type { ColumnType, Generated } from 'kysely'

/** JSON kept as text. Read and written by the room that owns the table. */
type Json = string
/** 0 or 1. */
type Flag = number
/** ISO 8601 UTC. */
type Time = string

export interface ProjectsTable {
  id: string
  key: string
  name: string
  description: string
  color: string
  state: string
  error: string | null
  clone_progress: Json | null
  repo_path: string
  clone_url: string | null
  default_branch: string
  setup_command: string | null
  check_command: string | null
  copy_files: Json
  instructions: string
  model: string | null
  parallel_limit: number | null
  agent: string | null
  variant: string | null
  permissions: Json
  /** The settings that the project has of its own. */
  settings: Generated<Json>
  final_check_command: string | null
  dev_command: string | null
  /** `{host, owner, name}` as its remote names it. */
  github: Json | null
  github_account_id: string | null
  blobless: Generated<Flag>
  issue_sync: Generated<Json>
  wip_limits: Generated<Json>
  is_sample: Flag
  next_task_number: number
  created_at: Time
  updated_at: Time
  updated_seq: number
  /** Tombstone. */
  deleted_at: Time | null
}

export interface TasksTable {
  id: string
  project_id: string
  number: number
  identifier: string
  title: string
  description: string
  status: string
  priority: string
  sort_order: string
  due_date: string | null
  estimate: number | null
  parent_id: string | null
  archived: Flag
  /** 1 = the goal of a brainstorm: no list shows it. */
  is_goal: Generated<Flag>
  model: string | null
  agent: string | null
  variant: string | null
  branch_name: string | null
  execution_status: string | null
  execution_progress: number | null
  latest_run_id: string | null
  /** The contest that goes on at it. */
  contest_id: string | null
  pr_url: string | null
  pr_number: number | null
  created_at: Time
  updated_at: Time
  updated_seq: number
  deleted_at: Time | null
}

export interface TaskLabelsTable {
  task_id: string
  label_id: string
}

export interface TaskDependenciesTable {
  task_id: string
  depends_on_id: string
}

export interface LabelsTable {
  id: string
  name: string
  color: string
  created_at: Time
  updated_at: Time
  updated_seq: number
  deleted_at: Time | null
}

export interface CommentsTable {
  id: string
  task_id: string
  body: string
  author: string
  /** Where it stands at GitHub; null = it was written here. */
  url: Generated<string | null>
  /** It names the user and has no answer. */
  is_mention: Generated<Flag>
  created_at: Time
  updated_at: Time
  updated_seq: number
  deleted_at: Time | null
}

export interface ActivityTable {
  id: string
  task_id: string
  at: Time
  actor: string
  kind: string
  from_value: string | null
  to_value: string | null
}

/**
 * The searchable text of a task (`ref_id` is its own id) or of a comment. Kept by triggers on `tasks` and
 * `comments`, and indexed by `search` under the same number.
 */
export interface SearchTextTable {
  id: number
  task_id: string
  ref_id: string
  body: string
}

/** FTS5 with trigrams over `search_text`; read with MATCH only. */
export interface SearchTable {
  rowid: number
}

export interface RunsTable {
  id: string
  task_id: string
  project_id: string
  attempt: number
  status: string
  stage: string | null
  /** The journal: the step to do next. Its outcome columns are written before the step after it begins. */
  step: string
  failure_code: string | null
  failure_message: string | null
  /** Mirror of the run's oldest open request: {requestId, kind, title}. */
  waiting: Json | null
  /** The user answered; the answer is held until the run has a slot. */
  answered_at: Time | null
  /** The user asked for a stop of the turn that goes on; cleared when the run waits. */
  pause_requested_at: Time | null
  /** What the user asked for and the driver has not carried out yet. */
  cancel_requested_at: Time | null
  base_choice: string | null
  branch: string | null
  base_branch: string | null
  base_commit: string | null
  head_commit: string | null
  worktree_path: string | null
  session_id: string | null
  model: string
  agent: string
  variant: string | null
  prompt: string
  /** The message being answered: recorded before it is sent, so that it is sent once. */
  message_id: string | null
  message_text: string | null
  message_reason: string | null
  fix_attempts: number
  check_passed: Flag | null
  summary: string | null
  last_action: string | null
  plan: Json | null
  changes: Json | null
  input_tokens: number
  output_tokens: number
  cost: number
  /** Milliseconds of agent work so far, without waiting: what the total limit counts. */
  worked_ms: number
  /** The total limit in milliseconds as extended by the user. */
  limit_ms: number
  merged_commit: string | null
  discarded_at: Time | null
  queued_at: Time
  created_at: Time
  started_at: Time | null
  ended_at: Time | null
  updated_seq: number
  /** The batch that it belongs to, and how many runs of it may go on at once. */
  batch_id: string | null
  batch_limit: number | null
  purpose: Generated<string>
  /** A queued run is not claimed before: its provider limits requests until then. */
  wait_until: Time | null
  /** Waits for the provider in a row, without a word of the model in between. */
  provider_waits: Generated<number>
  /** US dollars that the user has added to its budget. */
  raised_cost: Generated<number>
  /** What it was carried out with when the agent's session was last opened, for its record. */
  conditions: Json | null
  /** The contest that it is a candidate of. */
  contest_id: string | null
  /** The journal of a part of its work that is taken back or brought again: {from, to}. */
  moving: Json | null
  /** The last check that the user has asked for since it is over. */
  recheck: Json | null
  /** Milliseconds since its start in which it waited, of pauses that are over. */
  held_ms: Generated<number>
  /** Since when it waits; null while it works. */
  held_since: string | null
  /** The comments that it was sent back with. */
  sent_back: string | null
  /** 1 = it only reads, and answers with a plan of its task, which is the goal of a brainstorm. */
  is_brainstorm: Generated<Flag>
}

/** Its token is in the secret store, as `github/<id>`. */
export interface GithubAccountsTable {
  id: string
  host: string
  login: string
  name: string | null
  kind: string
  scopes: Json | null
  state: string
  problem: string | null
  /** When its repositories were last listed to the end. */
  repositories_at: Time | null
  /** Of the first page then. */
  repositories_etag: string | null
  created_at: Time
  updated_seq: number
}

/** What an account can see, for when it cannot be asked. */
export interface GithubRepositoriesTable {
  account_id: string
  full_name: string
  /** As GitHub sorts them, by the last push. */
  position: number
  data: Json
}

/** The work of a task or a batch on its way to a remote, and its pull request. */
export interface PublicationsTable {
  id: string
  project_id: string
  task_id: string | null
  batch_id: string | null
  run_id: string | null
  account_id: string | null
  repository: Json | null
  status: string
  /** The journal: what is to be done next. */
  step: string
  /** Here, whatever it is called there. */
  local_branch: string
  branch: string
  base_branch: string
  head_commit: string
  pushed_commit: string | null
  title: string
  body: string
  draft: Flag
  labels: Json
  reviewers: Json
  /** Which of `title` and `body` the user has written: they are not written anew. */
  own_words: Generated<Json>
  /** What of title, body, labels and reviewers GitHub was told last: what somebody changed there since is theirs. */
  said: Json | null
  /** What the user wants with commits of somebody else's on the branch. */
  foreign_choice: string | null
  pr_number: number | null
  pr_url: string | null
  compare_url: string | null
  failure: Json | null
  /** What of it was not done, in sentences. */
  notes: Generated<Json>
  /** Failed tries of this step in a row. */
  attempts: Generated<number>
  /** When it is tried, or looked at, again; null = when something happens here. */
  due_at: Time | null
  /** The pull request as it was last seen, in short; see {@link PullRequestsTable}. */
  pull: Json | null
  /** ETags and the like of the last look. */
  follow: Json | null
  /** Ids of remarks that an agent was given. */
  addressed: Generated<Json>
  created_at: Time
  ended_at: Time | null
  updated_seq: number
}

/** The pull requests of publications in full. */
export interface PullRequestsTable {
  publication_id: string
  data: Json
}

/** Several runs at one task, of which one is taken. */
export interface ContestsTable {
  id: string
  task_id: string
  project_id: string
  status: string
  /** The journal: what is to be done next. */
  step: string
  base_branch: string
  base_commit: string
  /** The same for all candidates. */
  prompt: string
  /** Candidates at once. */
  parallel: number
  /** Written first: from then on the outcome is fixed. */
  taken_run_id: string | null
  /** Where the task stood before; a contest that is cancelled leaves it there. */
  task_status: string
  created_at: Time
  ended_at: Time | null
  updated_seq: number
}

export interface BatchesTable {
  id: string
  project_id: string
  mode: string
  status: string
  /** The journal: what is to be done next besides the runs. */
  step: string
  /** The options of the contract. */
  options: Json
  base_branch: string
  base_commit: string
  branch: string
  /** What the branch has to be at: it moves there after this is written. */
  head_commit: string
  /** Key of the setup that the integration worktree has had; null = none. */
  prepared_for: string | null
  /** Everything merged so far has passed the check. */
  verified: Generated<Flag>
  /** {command, passed, output}. */
  final_check: Json | null
  /** How it ends once it is cleaned up: `complete`, `fail` or `cancel`. */
  ending: string | null
  failure: string | null
  summary: string | null
  created_at: Time
  ended_at: Time | null
  pushed_commit: string | null
  /** Tip of the base branch with all of the batch in it. */
  merged_commit: string | null
  /** Milliseconds in which it went on, without pauses and waits for the user. Counted only against a budget. */
  worked_ms: Generated<number>
  /** What the user has added to its budget. */
  raised_cost: Generated<number>
  raised_minutes: Generated<number>
  updated_seq: number
}

export interface BatchTasksTable {
  batch_id: string
  task_id: string
  identifier: string
  position: number
  status: string
  /** Ids of tasks of the same batch. */
  depends_on: Json
  run_id: string | null
  awaits_approval: Generated<Flag>
  stage: string | null
  merge_commit: string | null
  merged_at: Time | null
  evidence: string | null
  /** {files, runId}. */
  resolution: Json | null
  /** The run that resolves, or has tried to resolve, its conflict. */
  resolve_run_id: string | null
  /** {code, message, files?}. */
  reason: Json | null
  /** It went back to its agent because it does not pass the check together with the others. */
  given_back: Generated<Flag>
  /** It is begun from what is merged by then, not from the base. */
  from_tip: Generated<Flag>
}

/** What the project's check said of a tree, so that the same thing is never checked twice. */
export interface CheckResultsTable {
  project_id: string
  /** SHA-256 of tree, commands and copied files, hexadecimal. */
  key: string
  /** null = ended by a signal. */
  exit_code: number | null
  /** Its end. */
  output: string
  ms: number
  at: Time
}

/** What all runs have cost and worked on a day, each bit on the day on which it was written. */
export interface DaySpendingTable {
  /** `2026-11-21`, local. */
  day: string
  cost: Generated<number>
  worked_ms: Generated<number>
  /** What the user has added to the day's budget. */
  raised_cost: Generated<number>
  raised_minutes: Generated<number>
}

export interface RunEventsTable {
  run_id: string
  seq: number
  at: Time
  kind: string
  body: Json
}

export interface TrashTable {
  id: string
  run_id: string | null
  task_id: string | null
  project_id: string
  task_identifier: string | null
  task_title: string | null
  branch: string
  commit_id: string
  reason: string
  created_at: Time
  expires_at: Time
}

/** What a run asks the user; the row goes when nobody needs it any more. */
export interface RequestsTable {
  id: string
  run_id: string
  task_id: string
  project_id: string
  kind: string
  /** `agent` = a permission or question of the agent; `limit`, `base`, `commit`, `trust` = ours. */
  subject: string
  title: string
  /** The fields of the contract that depend on the kind. */
  body: Json
  /** The agent's own id of the ask while its server lives; null when it has to ask again. */
  agent_ref: string | null
  sub_agent: Flag
  answer: Json | null
  answered_at: Time | null
  created_at: Time
  updated_seq: number
}

export interface RunMessagesTable {
  id: string
  run_id: string
  text: string
  state: string
  created_at: Time
  sent_at: Time | null
  updated_seq: number
  /** Who works from it on; null = as before. A variant stands with its model. */
  model: string | null
  agent: string | null
  variant: string | null
  /** 0 = a batch's words. */
  by_user: Generated<Flag>
}

/** What a run has used under a model or an agent that it does not have any more; its own row has the sum. */
export interface RunSharesTable {
  id: string
  run_id: string
  project_id: string
  /** Of the run. */
  created_at: Time
  model: string
  agent: string
  input_tokens: number
  output_tokens: number
  cost: number
  worked_ms: number
}

/** A goal that an agent makes a plan of. What it has proposed is the summary of its last run at it. */
export interface BrainstormsTable {
  /** The goal. */
  task_id: string
  project_id: string
  /** The task that it breaks down. */
  parent_id: string | null
  /** The plan as its user has changed it; null = as proposed. */
  edited: Json | null
  /** The run whose plan that was. */
  edited_run_id: string | null
  revision: number
  accepted_at: Time | null
  /** Ids of the tasks that accepting it has made. */
  created_task_ids: Json | null
  dismissed_at: Time | null
  created_at: Time
  updated_seq: number
}

export interface GrantsTable {
  id: string
  project_id: string
  permission: string
  pattern: string
  created_at: Time
  updated_seq: number
}

/** Contents of repositories that the user trusts the agent's program to run and obey. */
export interface TrustTable {
  project_id: string
  /** SHA-256, hexadecimal. */
  hash: string
  /** Paths. */
  files: Json
  trusted_at: Time
}

/** OpenAI-compatible endpoints by URL. Their keys are in the platform's secret store. */
export interface LocalProvidersTable {
  id: string
  name: string
  base_url: string
  /** `{id, name}` of each model found. */
  models: Json
  created_at: Time
  updated_at: Time
}

export interface SettingsTable {
  key: string
  value: Json
  updated_seq: number
}

export interface FeedTable {
  seq: Generated<number>
  at: Time
  event: string
  data: ColumnType<Json, Json, never>
}

/** A task and its issue at GitHub. */
export interface IssueLinksTable {
  id: string
  project_id: string
  task_id: string
  repository: Json
  /** `host/owner/name` in lower case. */
  place: string
  /** null while it is being made. */
  number: number | null
  url: string | null
  state: string
  /** `{local, remote}`: the fields of each side when both were last the same. */
  base: Json | null
  /** By GitHub's clock. */
  remote_updated_at: Time | null
  /** When its comments were read; null = they are to be read. */
  comments_at: Time | null
  /** What of the task is not at GitHub yet. */
  waiting: Generated<Json>
  failure: Json | null
  attempts: Generated<number>
  /** When it is brought up to date by itself; null = when something changes. */
  due_at: Time | null
  /** A field went to and fro: nothing is written until the user says so. */
  held: Generated<Flag>
  synced_at: Time | null
  created_at: Time
  updated_seq: number
}

/** A comment here and there. */
export interface IssueCommentsTable {
  id: string
  link_id: string
  comment_id: string | null
  remote_id: number | null
  author: string | null
  base_local: string | null
  base_remote: string | null
  remote_updated_at: Time | null
}

/** The journal of writes, which is their log too. */
export interface IssueWritesTable {
  id: string
  link_id: string
  project_id: string
  task_id: string
  at: Time
  direction: string
  subject: string
  comment_id: string | null
  number: number | null
  from_value: string | null
  to_value: string | null
  /** What the other side had, and lost to this. */
  lost: string | null
  /** Login of whose change it is; null = the user's own. */
  actor: string | null
  status: string
  problem: string | null
  /** It was taken back. */
  restored: Generated<Flag>
}

/** How far the issues of a project's repository were read. */
export interface IssuePollsTable {
  project_id: string
  place: string
  /** The newest change seen, by GitHub's clock. */
  cursor: Time | null
  /** When the sync was turned on, by GitHub's clock: issues made later are new. */
  since: Time | null
  etag: string | null
  /** So far GitHub's clock is ahead of ours, in milliseconds. */
  clock_offset: Generated<number>
  polled_at: Time | null
  failure: Json | null
  attempts: Generated<number>
  due_at: Time | null
  updated_seq: number
}

/** Queries that are kept under a name. */
export interface ViewsTable {
  id: string
  name: string
  color: string
  project_id: string | null
  query: Json
  sort_order: string
  created_at: Time
  updated_at: Time
  updated_seq: number
  deleted_at: Time | null
}

export interface TemplatesTable {
  id: string
  project_id: string | null
  name: string
  /** The fields that a task of it begins with. */
  fields: Json
  created_at: Time
  updated_at: Time
  updated_seq: number
  deleted_at: Time | null
}

/** What the user did about something in the inbox. */
export interface InboxMarksTable {
  id: string
  snoozed_until: Time | null
  done_at: Time | null
  updated_at: Time
  updated_seq: number
}

/** Processes that the user talks with. */
export interface TerminalsTable {
  id: string
  project_id: string
  /** null = in the project's own folder. */
  run_id: string | null
  worktree_path: string
  kind: string
  title: string
  command: string | null
  cols: number
  rows: number
  status: string
  exit_code: number | null
  signal: string | null
  port: number | null
  address: string | null
  created_at: Time
  ended_at: Time | null
  updated_seq: number
}

/** Contents of attachments. */
export interface AttachmentFilesTable {
  sha256: string
  extension: string
  mime: string
  bytes: number
  is_whole: number
}

/** Files that texts refer to. */
export interface AttachmentsTable {
  id: string
  sha256: string
  name: string
  created_at: Time
  unused_since: Time | null
}

/** What the user has put into a text of a task. */
export interface TaskAttachmentsTable {
  task_id: string
  attachment_id: string
}

export interface Schema {
  attachment_files: AttachmentFilesTable
  attachments: AttachmentsTable
  task_attachments: TaskAttachmentsTable
  terminals: TerminalsTable
  views: ViewsTable
  templates: TemplatesTable
  inbox_marks: InboxMarksTable
  projects: ProjectsTable
  tasks: TasksTable
  task_labels: TaskLabelsTable
  task_dependencies: TaskDependenciesTable
  labels: LabelsTable
  comments: CommentsTable
  activity: ActivityTable
  search_text: SearchTextTable
  search: SearchTable
  runs: RunsTable
  contests: ContestsTable
  github_accounts: GithubAccountsTable
  github_repositories: GithubRepositoriesTable
  publications: PublicationsTable
  pull_requests: PullRequestsTable
  issue_links: IssueLinksTable
  issue_comments: IssueCommentsTable
  issue_writes: IssueWritesTable
  issue_polls: IssuePollsTable
  batches: BatchesTable
  batch_tasks: BatchTasksTable
  check_results: CheckResultsTable
  day_spending: DaySpendingTable
  run_events: RunEventsTable
  trash: TrashTable
  requests: RequestsTable
  run_messages: RunMessagesTable
  run_shares: RunSharesTable
  brainstorms: BrainstormsTable
  grants: GrantsTable
  trust: TrustTable
  local_providers: LocalProvidersTable
  settings: SettingsTable
  feed: FeedTable
}
