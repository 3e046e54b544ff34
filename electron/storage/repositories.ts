import { basename } from 'node:path'
import type { ProjectPlace } from '../projects/projects.ts'
import { DEFAULT_THING, type StorageContext, type Thing } from './context.ts'
import { lookAtCommit } from './look.ts'
import { verdictOnOrphan } from './policy.ts'

/** What of ours lies in the projects' repositories and no row knows: branches, and registrations of lost worktrees. */
export async function thingsInRepositories(context: StorageContext): Promise<Thing[]> {
  const { log } = context
  const found: Thing[] = []
  const { known, unread } = await repositories(context)
  for (const owners of known.values()) {
    // Rows of a project that was removed and added again know the same repository.
    const project = owners.find(({ isRemoved }) => !isRemoved) ?? owners.at(-1)
    if (project === undefined) continue
    try {
      found.push(
        ...(await registrations(context, project)),
        ...(await branches(context, project, [...owners, ...unread])),
      )
    } catch (error) {
      log('warn', 'a repository could not be looked through', { projectId: project.id, error: String(error) })
    }
  }
  return found
}

/**
 * The projects by the repository that they have. What cannot be read just now may be any of these: what such a project
 * knows counts everywhere, so that nothing of it passes for left over.
 */
async function repositories({ projects, git, log }: StorageContext) {
  const known = new Map<string, ProjectPlace[]>()
  const unread: ProjectPlace[] = []
  for (const place of await projects.places()) {
    try {
      const commonDir = await git.commonDirOf(place.repoPath)
      if (commonDir !== null) known.set(commonDir, [...(known.get(commonDir) ?? []), place])
    } catch (error) {
      log('warn', 'a repository could not be read', { projectId: place.id, error: String(error) })
      unread.push(place)
    }
  }
  return { known, unread }
}

/** Projects that have the repository of a project, or may have it, itself among them. @throws the system's error */
export async function sharers(context: StorageContext, project: ProjectPlace): Promise<ProjectPlace[]> {
  const own = await context.git.commonDirOf(project.repoPath)
  const { known, unread } = await repositories(context)
  return [...(known.get(own ?? '') ?? [project]), ...unread]
}

async function registrations(context: StorageContext, project: ProjectPlace): Promise<Thing[]> {
  const { git, runs, dataFolder } = context
  const known = new Set((await runs.heldWorktrees()).map(({ path }) => path))
  const names = new Set((await context.batches.places()).map(({ id }) => id))
  const lost = await git.lostWorktrees({ repo: project.repoPath, below: dataFolder })
  return (
    lost
      // A batch that goes on makes its own anew, and so does a project.
      .filter(({ path }) => !known.has(path) && !names.has(basename(path)) && basename(path) !== project.id)
      .map(({ name, path, branch, commit }) => ({
        ...DEFAULT_THING,
        item: `registrations/${project.id}/${name}`,
        kind: 'registration',
        orphan: true,
        path,
        name: basename(path),
        title: project.name,
        projectId: project.id,
        branch,
        look: (signal) =>
          lookAtCommit(context, { repo: project.repoPath, projectId: project.id, branch, commit }, signal),
        decide: (seen) => verdictOnOrphan('registration', seen),
      }))
  )
}

async function branches(
  context: StorageContext,
  project: ProjectPlace,
  owners: readonly ProjectPlace[],
): Promise<Thing[]> {
  const { git } = context
  const known = await knownBranches(
    context,
    owners.map(({ id }) => id),
  )
  const all = await git.ourBranches({ repo: project.repoPath })
  return (
    all
      // `openlinear/app-12-2` is what a restore made of `openlinear/app-12`.
      .filter(({ branch }) => !known.has(branch) && !known.has(branch.replace(/-\d+$/, '')))
      // It is a worktree's then, which is shown itself, or the user works on it.
      .filter(({ checkedOutAt }) => checkedOutAt === null)
      .map(({ branch, commit, changedAt }) => ({
        ...DEFAULT_THING,
        item: `branches/${project.id}/${branch}`,
        kind: 'branch',
        orphan: true,
        path: project.repoPath,
        name: branch,
        title: project.name,
        projectId: project.id,
        branch,
        changedAt,
        look: (signal) =>
          lookAtCommit(context, { repo: project.repoPath, projectId: project.id, branch, commit }, signal),
        decide: (seen) => verdictOnOrphan('branch', seen),
      }))
  )
}

/** Branches of a repository that a row of ours names. */
export async function knownBranches(
  { runs, batches }: StorageContext,
  projectIds: readonly string[],
): Promise<Set<string>> {
  const known = new Set<string>()
  for (const id of projectIds) for (const branch of await runs.branches(id)) known.add(branch)
  for (const { projectId, branch } of await batches.places())
    if (projectIds.includes(projectId)) known.add(branch)
  return known
}
