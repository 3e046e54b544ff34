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
  trust_agent_files: Flag
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
  model: string | null
  branch_name: string | null
  execution_status: string | null
  execution_progress: number | null
  latest_run_id: string | null
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
  waiting: Json | null
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

export interface Schema {
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
  run_events: RunEventsTable
  trash: TrashTable
  settings: SettingsTable
  feed: FeedTable
}
