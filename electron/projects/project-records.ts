import type { Kysely, Selectable, Updateable } from 'kysely'
import type { Color } from '#shared/common.ts'
import { AppError, notFound } from '#shared/errors.ts'
import type { PermissionPolicy } from '#shared/permissions.ts'
import type { Project } from '#shared/projects.ts'
import { NO_PROJECT_SETTINGS } from '#shared/project-settings.ts'
import type { ProjectsTable, Schema } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import { keyFor } from './project-keys.ts'

export type Reader = Pick<Kysely<Schema>, 'selectFrom'>

/** A row in the shape of the contract. */
const toProject = (row: Selectable<ProjectsTable>): Project => ({
  id: row.id,
  key: row.key,
  name: row.name,
  description: row.description,
  color: row.color as Color,
  state: row.state as Project['state'],
  error: row.error,
  cloneProgress:
    row.clone_progress === null ? null : (JSON.parse(row.clone_progress) as Project['cloneProgress']),
  repoPath: row.repo_path,
  cloneUrl: row.clone_url,
  defaultBranch: row.default_branch,
  setupCommand: row.setup_command,
  checkCommand: row.check_command,
  finalCheckCommand: row.final_check_command,
  devCommand: row.dev_command,
  copyFiles: JSON.parse(row.copy_files) as string[],
  instructions: row.instructions,
  model: row.model,
  parallelLimit: row.parallel_limit,
  settings: { ...NO_PROJECT_SETTINGS, ...JSON.parse(row.settings) },
  agent: row.agent,
  variant: row.variant,
  permissions: JSON.parse(row.permissions) as PermissionPolicy,
  isSample: row.is_sample === 1,
  github: row.github === null ? null : (JSON.parse(row.github) as Project['github']),
  githubAccountId: row.github_account_id,
  blobless: row.blobless === 1,
  issueSync: JSON.parse(row.issue_sync) as Project['issueSync'],
  wipLimits: JSON.parse(row.wip_limits) as Project['wipLimits'],
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  updatedSeq: row.updated_seq,
})

/** Projects that are not deleted, oldest first. */
export async function loadProjects(db: Reader): Promise<Project[]> {
  const rows = await db
    .selectFrom('projects')
    .selectAll()
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .execute()
  return rows.map(toProject)
}

/** @throws AppError NOT_FOUND */
export async function loadProject(db: Reader, id: string): Promise<Project> {
  const row = await db
    .selectFrom('projects')
    .selectAll()
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  if (row === undefined) throw notFound('project', id)
  return toProject(row)
}

/** Of a removed project too. @throws AppError NOT_FOUND */
export async function loadRepoPath(db: Reader, id: string): Promise<string> {
  const row = await db.selectFrom('projects').select('repo_path').where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw notFound('project', id)
  return row.repo_path
}

/** Where a project has its repository. */
export interface ProjectPlace {
  id: string
  key: string
  name: string
  repoPath: string
  cloneUrl: string | null
  isSample: boolean
  isRemoved: boolean
}

/** Of removed projects too. */
export async function loadPlaces(db: Reader): Promise<ProjectPlace[]> {
  const rows = await db
    .selectFrom('projects')
    .select(['id', 'key', 'name', 'repo_path', 'clone_url', 'is_sample', 'deleted_at'])
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    key: row.key,
    name: row.name,
    repoPath: row.repo_path,
    cloneUrl: row.clone_url,
    isSample: row.is_sample === 1,
    isRemoved: row.deleted_at !== null,
  }))
}

export type ProjectChange = Partial<
  Omit<Project, 'id' | 'isSample' | 'blobless' | 'createdAt' | 'updatedAt' | 'updatedSeq'>
>

/** Writes what differs and tells the feed; nothing happens when nothing differs. */
export async function writeProject(
  tx: Tx,
  project: Project,
  change: ProjectChange,
  now: string,
): Promise<Project> {
  const changed: ProjectChange = Object.fromEntries(
    Object.entries(change).filter(
      ([field, value]) =>
        value !== undefined && JSON.stringify(project[field as keyof Project]) !== JSON.stringify(value),
    ),
  )
  if (Object.keys(changed).length === 0) return project
  const updatedSeq = await tx.emit('project:updated', { id: project.id, ...changed, updatedAt: now })
  await tx.db
    .updateTable('projects')
    .set({ ...toColumns(changed), updated_at: now, updated_seq: updatedSeq })
    .where('id', '=', project.id)
    .execute()
  return { ...project, ...changed, updatedAt: now, updatedSeq }
}

function toColumns(change: ProjectChange): Updateable<ProjectsTable> {
  const { cloneProgress, copyFiles, permissions, github } = change
  return {
    key: change.key,
    name: change.name,
    description: change.description,
    color: change.color,
    state: change.state,
    error: change.error,
    clone_progress: cloneProgress && JSON.stringify(cloneProgress),
    repo_path: change.repoPath,
    clone_url: change.cloneUrl,
    default_branch: change.defaultBranch,
    setup_command: change.setupCommand,
    check_command: change.checkCommand,
    final_check_command: change.finalCheckCommand,
    dev_command: change.devCommand,
    copy_files: copyFiles && JSON.stringify(copyFiles),
    instructions: change.instructions,
    model: change.model,
    parallel_limit: change.parallelLimit,
    settings: change.settings && JSON.stringify(change.settings),
    agent: change.agent,
    variant: change.variant,
    permissions: permissions && JSON.stringify(permissions),
    github: github && JSON.stringify(github),
    github_account_id: change.githubAccountId,
    issue_sync: change.issueSync && JSON.stringify(change.issueSync),
    wip_limits: change.wipLimits && JSON.stringify(change.wipLimits),
  }
}

/** Writes a new project and tells of it. */
export async function insertProject(tx: Tx, fields: Omit<Project, 'updatedSeq'>): Promise<Project> {
  const updatedSeq = await tx.emit('project:created', fields)
  await tx.db
    .insertInto('projects')
    .values({
      id: fields.id,
      key: fields.key,
      name: fields.name,
      description: fields.description,
      color: fields.color,
      state: fields.state,
      error: fields.error,
      clone_progress: fields.cloneProgress && JSON.stringify(fields.cloneProgress),
      repo_path: fields.repoPath,
      clone_url: fields.cloneUrl,
      default_branch: fields.defaultBranch,
      setup_command: fields.setupCommand,
      check_command: fields.checkCommand,
      final_check_command: fields.finalCheckCommand,
      dev_command: fields.devCommand,
      copy_files: JSON.stringify(fields.copyFiles),
      instructions: fields.instructions,
      model: fields.model,
      parallel_limit: fields.parallelLimit,
      settings: JSON.stringify(fields.settings),
      agent: fields.agent,
      variant: fields.variant,
      permissions: JSON.stringify(fields.permissions),
      is_sample: Number(fields.isSample),
      github: fields.github && JSON.stringify(fields.github),
      github_account_id: fields.githubAccountId,
      blobless: Number(fields.blobless),
      issue_sync: JSON.stringify(fields.issueSync),
      wip_limits: JSON.stringify(fields.wipLimits),
      next_task_number: 1,
      created_at: fields.createdAt,
      updated_at: fields.updatedAt,
      updated_seq: updatedSeq,
      deleted_at: null,
    })
    .execute()
  return { ...fields, updatedSeq }
}

/** Leaves the project's tombstone. */
export async function buryProject(tx: Tx, id: string, now: string): Promise<void> {
  const seq = await tx.emit('project:deleted', { id })
  await tx.db
    .updateTable('projects')
    .set({ deleted_at: now, updated_at: now, updated_seq: seq })
    .where('id', '=', id)
    .execute()
}

/**
 * The key asked for, or one made from the name. A key is taken while a project has it, or a live task of
 * another project bears it in its identifier.
 *
 * @throws AppError CONFLICT when the key asked for is taken
 */
export async function freeKey(
  tx: Tx,
  wanted: { name: string; key?: string | undefined },
  except: string | null = null,
): Promise<string> {
  const projects = (await loadProjects(tx.db)).filter((project) => project.id !== except)
  const identifiers = await tx.db
    .selectFrom('tasks')
    .select((eb) =>
      eb
        .fn<string>('substr', [
          'identifier',
          eb.val(1),
          eb(eb.fn<number>('instr', ['identifier', eb.val('-')]), '-', 1),
        ])
        .as('key'),
    )
    .distinct()
    .where('deleted_at', 'is', null)
    .where(
      'project_id',
      'in',
      projects.map((project) => project.id),
    )
    .execute()
  const keys = new Set([...projects.map((project) => project.key), ...identifiers.map((row) => row.key)])
  if (wanted.key === undefined) return keyFor(wanted.name, (key) => keys.has(key))
  if (!keys.has(wanted.key)) return wanted.key
  throw new AppError('CONFLICT', `Another project uses the key ${wanted.key}. Choose another one.`, {
    key: wanted.key,
  })
}
