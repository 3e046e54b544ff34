import type { ConflictFile } from '#shared/forecasts.ts'
import type { Diff } from '#shared/runs.ts'
import { author } from './identity.ts'
import { type AddWorktreeOptions, addWorktree, ensureDetachedWorktree } from './add-worktree.ts'
import { type Aside, asideOf } from './aside.ts'
import { requireBranch, type ResolveBaseOptions, type ResolvedBase, resolveBase } from './base.ts'
import { freeBranchName } from './branch-names.ts'
import { type CloneOptions, clone } from './clone.ts'
import { checkCloneUrl } from './clone-url.ts'
import { type CommitAllOptions, commitAll } from './commit.ts'
import { commitsBetween } from './commits.ts'
import {
  automaticMerge,
  changedPaths,
  detachWorktree,
  landResolution,
  mergedBy,
  type Resolution,
  resolutionOf,
  startMerge,
  takeResolution,
} from './conflict.ts'
import { type CopiedFiles, type CopyFilesOptions, copyFiles } from './copy-files.ts'
import { type DiffOptions, diff, diffStat, type WholeDiffOptions } from './diff.ts'
import { type Fetched, type FetchOptions, fetchBranch, remoteBranch } from './fetch.ts'
import { findFile } from './find-file.ts'
import {
  commitsElsewhereNot,
  lostWorktrees,
  ourBranches,
  type Registration,
  unpushed,
  worktreeState,
  type WorktreeState,
} from './holdings.ts'
import { listFiles } from './list-files.ts'
import { locate, requireRepository } from './locate.ts'
import { type MergeOptions, type MergeState, merge, mergeState } from './merge.ts'
import { commonCommits, mergeBase, type MergeBaseOptions } from './merge-base.ts'
import { openRepository, type RepositoryInfo } from './open.ts'
import { commitOf, isAncestor, listRemotes, type Remote } from './refs.ts'
import { removeWorktree } from './remove-worktree.ts'
import { repairWorktree } from './repair-worktree.ts'
import { forwardWorktree, integrate, type Integration, lockfilesHash, settleBranch } from './integrate.ts'
import type { MergeCommitOptions } from './merge-commit.ts'
import { previewMerge } from './merge-tree.ts'
import {
  type ForeignCommit,
  publishBranch,
  type PublishBranchOptions,
  type PublishedBranch,
  workBeside,
} from './publish-branch.ts'
import { pushBranch, type PushOptions } from './push.ts'
import { readFileAt } from './read-file.ts'
import { remoteUrl, type RemoteUrl } from './remote-url.ts'
import { forgetResolution, learnResolution, putMemoryAway } from './rerere.ts'
import { createRunner } from './run-git.ts'
import { initSample, type SampleOptions } from './sample.ts'
import { type Snapshot, snapshotWorktree } from './snapshot.ts'
import { successor } from './successor.ts'
import { commitsAfter, type ListedCommit } from './branch-history.ts'
import { commitAsOf, commitWithout, moveOn, whyNotAt } from './take-back.ts'
import { type Touched, touchedFiles } from './touched.ts'
import {
  deleteBranch,
  dropTrash,
  isStillInPlace,
  type KeepOptions,
  keepInTrash,
  restoreFromTrash,
  trashIds,
} from './trash.ts'
import { type Blob, listTree, readBlobs, treeOf, type TreeEntry } from './tree.ts'
import { type GitVersion, gitVersion } from './version.ts'
import { worktreeLimits } from './worktree-limits.ts'

export { Budget, type Priority } from './budget.ts'
export type { ListedCommit } from './branch-history.ts'
export type { CloneProgress } from './clone.ts'
export type { Credential, CredentialSource } from './credentials.ts'
export type { ForeignCommit } from './publish-branch.ts'
export type { RemoteFailureReason } from './remote-failure.ts'
export { hasWorktree } from './has-worktree.ts'
export { redact } from './redact.ts'
export { isRemovalPath, nameBeforeRemoval, removalPath } from './removal-names.ts'
export { memoryPath } from './rerere.ts'
export type { MergeCommitOptions } from './merge-commit.ts'
export { OLDEST_GIT } from './version.ts'
export type { Aside, Blob, RepositoryInfo, Resolution, ResolvedBase, Snapshot, Touched, TreeEntry }

/**
 * All we do with git: every verb is explained, with the errors it throws, where it is defined. Paths are
 * absolute. `repo` is a project's main working tree, `worktree` one of ours.
 */
export interface Git {
  version(): Promise<GitVersion>
  author(): Promise<string | null>
  listRemotes(repo: string): Promise<Remote[]>
  openRepository(path: string): Promise<RepositoryInfo>
  requireRepository(repo: string): Promise<void>
  clone(options: CloneOptions): Promise<void>
  checkCloneUrl(url: string): Promise<{ name: string }>
  initSample(options: SampleOptions): Promise<void>

  fetchBranch(options: FetchOptions): Promise<Fetched>
  resolveBase(options: ResolveBaseOptions): Promise<ResolvedBase>
  requireBranch(options: { repo: string; branch: string }): Promise<void>
  commitOf(options: { repo: string; ref: string }): Promise<string | null>
  isAncestor(options: { repo: string; ancestor: string; descendant: string }): Promise<boolean>
  freeBranchName(options: { repo: string; wanted: string }): Promise<string>

  addWorktree(options: AddWorktreeOptions): Promise<void>
  worktreeLimits(options: { worktree: string }): Promise<string[]>
  /** A worktree without a branch, files as in the commit: see {@link ensureDetachedWorktree}. */
  addDetachedWorktree(options: { repo: string; path: string; commit: string }): Promise<void>
  /** Has what works in a worktree end: it is about to go away. Removing it, or keeping it in the trash, does the same. */
  leaveWorktree(path: string): Promise<void>
  removeWorktree(options: { repo: string; path: string }): Promise<void>
  repairWorktree(options: { repo: string; path: string; commit: string | null }): Promise<void>
  copyFiles(options: CopyFilesOptions): Promise<CopiedFiles>
  snapshotWorktree(options: { worktree: string; message: string }): Promise<Snapshot>
  commitAll(options: CommitAllOptions): Promise<{ headCommit: string; changed: boolean }>

  diff(options: WholeDiffOptions): Promise<Diff>
  diffStat(options: DiffOptions): Promise<{ files: number; additions: number; deletions: number }>
  listFiles(options: { root: string }): Promise<Buffer>
  readFileAt(options: Parameters<typeof readFileAt>[1]): ReturnType<typeof readFileAt>
  commitWithout(options: Parameters<typeof commitWithout>[1]): Promise<string>
  commitAsOf(options: Parameters<typeof commitAsOf>[1]): Promise<string>
  commitsAfter(options: Parameters<typeof commitsAfter>[1]): Promise<ListedCommit[]>
  whyNotAt(options: Parameters<typeof whyNotAt>[1]): ReturnType<typeof whyNotAt>
  moveOn(options: Parameters<typeof moveOn>[1]): Promise<boolean>
  mergeBase(options: MergeBaseOptions): Promise<string>
  workBeside(options: { repo: string; commit: string; known: readonly string[] }): Promise<ForeignCommit[]>
  commonCommits(options: { repo: string; one: string; other: string }): Promise<string[]>
  merge(options: MergeOptions): Promise<{ commit: string }>
  mergeState(options: Parameters<typeof mergeState>[1]): Promise<MergeState>
  integrate(options: MergeCommitOptions & { memory?: string | undefined }): Promise<Integration>
  snapshotAside(options: { worktree: string; aside: Aside }): Promise<Snapshot>
  touchedFiles(options: { from: string; to: string; aside: Aside }): Promise<Touched[] | null>
  previewMerge(options: { ours: string; theirs: string; aside: Aside }): Promise<ConflictFile[]>
  automaticMerge(options: Parameters<typeof automaticMerge>[1]): Promise<{ commit: string; files: string[] }>
  startMerge(options: Parameters<typeof startMerge>[1]): Promise<string[]>
  takeResolution(options: Parameters<typeof takeResolution>[1]): Promise<Resolution>
  landResolution(options: MergeCommitOptions & { resolution: string }): Promise<string>
  resolutionOf(options: { repo: string; merge: string }): ReturnType<typeof resolutionOf>
  mergedBy(options: { repo: string; merge: string }): ReturnType<typeof mergedBy>
  changedPaths(options: DiffOptions): Promise<string[]>
  detachWorktree(options: { worktree: string }): Promise<void>
  commitsBetween(options: DiffOptions): Promise<string[]>
  learnResolution(options: Parameters<typeof learnResolution>[1]): Promise<void>
  forgetResolution(options: Parameters<typeof forgetResolution>[1]): Promise<void>
  putMemoryAway(options: { repo: string; memory: string }): Promise<void>
  pushBranch(options: PushOptions): Promise<{ remote: string }>
  publishBranch(options: PublishBranchOptions): Promise<PublishedBranch>
  remoteUrl(options: { repo: string }): Promise<RemoteUrl | null>
  remoteBranch(options: { repo: string; branch: string; signal?: AbortSignal }): Promise<string | null>
  settleBranch(options: { repo: string; branch: string; to: string; from?: string }): Promise<string>
  forwardWorktree(options: { worktree: string; commit: string }): Promise<void>
  lockfilesHash(options: { repo: string; commit: string }): Promise<string>
  treeOf(options: { repo: string; commit: string }): Promise<string>
  findFile(options: Parameters<typeof findFile>[1]): Promise<string | null>
  successor(options: Parameters<typeof successor>[1]): Promise<string>
  listTree(options: { repo: string; commit: string }): Promise<TreeEntry[]>
  readBlobs(options: { repo: string; objectIds: readonly string[]; keep: number }): Promise<Map<string, Blob>>

  keepInTrash(options: KeepOptions): Promise<string | null>
  restoreFromTrash(options: {
    repo: string
    id: string
    wanted: string
  }): Promise<{ branch: string; commit: string }>
  dropTrash(options: { repo: string; id: string }): Promise<void>
  trashIds(options: { repo: string }): Promise<string[]>
  isStillInPlace(options: {
    repo: string
    id: string
    worktree: string | null
    branch: string | null
  }): Promise<boolean>
  deleteBranch(options: { repo: string; branch: string; expectedCommit: string }): Promise<void>

  worktreeState(options: {
    worktree: string
    signal?: AbortSignal | undefined
  }): Promise<WorktreeState | null>
  commitsElsewhereNot(options: {
    repo: string
    commit: string
    signal?: AbortSignal | undefined
  }): Promise<number>
  lostWorktrees(options: { repo: string; below: string }): Promise<Registration[]>
  ourBranches(options: { repo: string }): ReturnType<typeof ourBranches>
  unpushed(options: { repo: string; signal?: AbortSignal | undefined }): ReturnType<typeof unpushed>
  commonDirOf(repo: string): Promise<string | null>
}

/** @param options see {@link createRunner} */
/** @param onLeave ends what works in a worktree that is about to go away */
export function createGit({
  onLeave = async () => {},
  ...options
}: Parameters<typeof createRunner>[0] & { onLeave?: (worktree: string) => Promise<void> }): Git {
  const git = createRunner(options)
  return {
    version: () => gitVersion(git),
    author: () => author(git),
    listRemotes: (repo) => listRemotes(git, repo),
    openRepository: (path) => openRepository(git, path),
    async requireRepository(repo) {
      await requireRepository(repo)
    },
    clone: (given) => clone(git, given),
    checkCloneUrl: async (url) => checkCloneUrl(url),
    initSample: (given) => initSample(git, given),

    fetchBranch: (given) => fetchBranch(git, given),
    resolveBase: (given) => resolveBase(git, given),
    requireBranch: (given) => requireBranch(git, given),
    commitOf: (given) => commitOf(git, given),
    isAncestor: (given) => isAncestor(git, given),
    freeBranchName: (given) => freeBranchName(git, given),

    addWorktree: (given) => addWorktree(git, given),
    worktreeLimits: (given) => worktreeLimits(git, given),
    addDetachedWorktree: (given) => git.lock(given.repo, () => ensureDetachedWorktree(git, given)),
    leaveWorktree: onLeave,
    async removeWorktree(given) {
      await onLeave(given.path)
      await removeWorktree(git, given)
      // Something may have begun there meanwhile.
      await onLeave(given.path)
    },
    repairWorktree: (given) => repairWorktree(git, given),
    copyFiles: (given) => copyFiles(git, given),
    snapshotWorktree: (given) => snapshotWorktree(git, given),
    commitAll: (given) => commitAll(git, given),

    diff: (given) => diff(git, given),
    diffStat: (given) => diffStat(git, given),
    listFiles: (given) => listFiles(git, given),
    readFileAt: (given) => readFileAt(git, given),
    commitWithout: (given) => commitWithout(git, given),
    commitAsOf: (given) => commitAsOf(git, given),
    commitsAfter: (given) => commitsAfter(git, given),
    whyNotAt: (given) => whyNotAt(git, given),
    moveOn: (given) => moveOn(git, given),
    mergeBase: (given) => mergeBase(git, given),
    workBeside: (given) => workBeside(git, given),
    commonCommits: (given) => commonCommits(git, given),
    merge: (given) => merge(git, given),
    mergeState: (given) => mergeState(git, given),
    integrate: (given) => integrate(git, given),
    snapshotAside: async ({ worktree, aside }) =>
      snapshotWorktree(await asideOf(git, aside), { worktree, message: 'Forecast' }),
    touchedFiles: async ({ from, to, aside }) =>
      touchedFiles(await asideOf(git, aside), { repo: aside.repo, from, to }),
    previewMerge: async ({ ours, theirs, aside }) =>
      previewMerge(await asideOf(git, aside), { repo: aside.repo, ours, theirs }),
    automaticMerge: (given) => automaticMerge(git, given),
    startMerge: (given) => startMerge(git, given),
    takeResolution: (given) => takeResolution(git, given),
    landResolution: (given) => landResolution(git, given),
    resolutionOf: (given) => resolutionOf(git, given),
    mergedBy: (given) => mergedBy(git, given),
    changedPaths: (given) => changedPaths(git, given),
    detachWorktree: (given) => detachWorktree(git, given),
    commitsBetween: (given) => commitsBetween(git, given),
    learnResolution: (given) => learnResolution(git, given),
    forgetResolution: (given) => forgetResolution(git, given),
    putMemoryAway: (given) => putMemoryAway(git, given),
    pushBranch: (given) => pushBranch(git, given),
    publishBranch: (given) => publishBranch(git, given),
    remoteUrl: (given) => remoteUrl(git, given),
    remoteBranch: (given) => remoteBranch(git, given),
    settleBranch: (given) => settleBranch(git, given),
    forwardWorktree: (given) => forwardWorktree(git, given),
    lockfilesHash: (given) => lockfilesHash(git, given),
    treeOf: (given) => treeOf(git, given),
    findFile: (given) => findFile(git, given),
    successor: (given) => successor(git, given),
    listTree: (given) => listTree(git, given),
    readBlobs: (given) => readBlobs(git, given),

    async keepInTrash(given) {
      // What is written there from now on would be lost.
      if (given.worktree !== null) await onLeave(given.worktree)
      return keepInTrash(git, given)
    },
    restoreFromTrash: (given) => restoreFromTrash(git, given),
    dropTrash: (given) => dropTrash(git, given),
    trashIds: (given) => trashIds(git, given),
    isStillInPlace: (given) => isStillInPlace(git, given),
    deleteBranch: (given) => deleteBranch(git, given),

    worktreeState: (given) => worktreeState(git, given),
    commitsElsewhereNot: (given) => commitsElsewhereNot(git, given),
    lostWorktrees: (given) => lostWorktrees(git, given),
    ourBranches: (given) => ourBranches(git, given),
    unpushed: (given) => unpushed(git, given),
    commonDirOf: async (repo) => (await locate(repo))?.commonDir ?? null,
  }
}
