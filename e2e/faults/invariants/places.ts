import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isTerminal, type RunStatus } from '#shared/run-words.ts'
import { leftovers } from '../../support/host.ts'
import { git } from '../../support/repository.ts'
import { checkoutOf, type World } from '../scenario.ts'
import type { Evidence, RunRow } from './evidence.ts'
import { nameOf } from './log.ts'

/** Nothing is left behind: no process, worktree, ref or lock, and the user's checkout is as it was. */
export async function placeViolations(world: World, evidence: Evidence): Promise<string[]> {
  const found: string[] = []
  if (existsSync(join(world.dataFolder, 'host-id'))) {
    for (const pid of await leftovers(world.dataFolder)) {
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'gone')
      found.push(`process ${pid} is left: ${line.replaceAll('\0', ' ').slice(0, 120)}`)
    }
  }
  found.push(...(await worktreeViolations(world.dataFolder, evidence.runs)))
  for (const { id, repo_path } of evidence.projects) {
    const gitDir = join(repo_path, '.git')
    if (!existsSync(gitDir)) continue
    for (const name of await readdir(gitDir, { recursive: true }))
      if (name.endsWith('.lock')) found.push(`a lock is left: ${join(gitDir, name)}`)
    // It would make git remember in the user's own merges.
    if (existsSync(join(gitDir, 'rr-cache'))) found.push(`a memory of conflicts is left in ${gitDir}`)
    found.push(...(await registrationViolations(world.dataFolder, gitDir)))
    found.push(...(await refViolations(id, repo_path, evidence)))
  }
  if (existsSync(join(world.repo, '.git'))) {
    const checkout = await checkoutOf(world.repo)
    if (checkout !== world.checkout)
      found.push(`the user’s checkout was “${world.checkout}” and is “${checkout}”`)
  }
  return found
}

const isPutAway = (run: RunRow) => run.merged_commit !== null || run.discarded_at !== null

async function worktreeViolations(dataFolder: string, runs: readonly RunRow[]): Promise<string[]> {
  const found: string[] = []
  for (const run of runs) {
    if (run.worktree_path === null) continue
    if (run.purpose === 'resolve' && isTerminal(run.status as RunStatus))
      found.push(`${nameOf(run)} is over, and holds the integration worktree still`)
    if (isPutAway(run)) found.push(`${nameOf(run)} is put away, but has its worktree still`)
    else if (run.status === 'succeeded' && !existsSync(run.worktree_path))
      found.push(`the worktree of ${nameOf(run)} is gone`)
  }
  const known = new Set(runs.map(({ worktree_path }) => worktree_path))
  const folder = join(dataFolder, 'worktrees')
  for (const project of existsSync(folder) ? await readdir(folder) : [])
    for (const name of await readdir(join(folder, project))) {
      const path = join(folder, project, name)
      if (!known.has(path)) found.push(`a worktree is left: ${path}`)
    }
  return found
}

async function registrationViolations(dataFolder: string, gitDir: string): Promise<string[]> {
  const found: string[] = []
  const folder = join(gitDir, 'worktrees')
  for (const name of existsSync(folder) ? await readdir(folder) : []) {
    const pointer = await readFile(join(folder, name, 'gitdir'), 'utf8').catch(() => '')
    const path = dirname(pointer.trim())
    if (!path.startsWith(dataFolder) && pointer !== '') continue
    if (!existsSync(path)) found.push(`a worktree’s registration is left: ${join(folder, name)}`)
  }
  return found
}

async function refViolations(projectId: string, repo: string, evidence: Evidence): Promise<string[]> {
  const found: string[] = []
  const refs = async (prefix: string) => {
    const text = await git(repo, 'for-each-ref', '--format=%(refname)', prefix)
    return text.split('\n').filter((name) => name !== '')
  }
  const runs = evidence.runs.filter(({ project_id }) => project_id === projectId)
  const rows = new Set(evidence.trash.map(({ id }) => `refs/openlinear/trash/${id}`))
  const kept = new Set(await refs('refs/openlinear/trash'))
  for (const ref of kept) if (!rows.has(ref)) found.push(`no row names ${ref}`)
  for (const { id, project_id } of evidence.trash)
    if (project_id === projectId && !kept.has(`refs/openlinear/trash/${id}`))
      found.push(`the trash names ${id}, which the repository does not have`)
  for (const ref of await refs('refs/heads/openlinear')) {
    const name = ref.slice('refs/heads/'.length)
    if (evidence.batches.some(({ branch }) => branch === name)) continue
    // One that was restored beside another has a number at its end.
    if (!runs.some(({ branch }) => branch !== null && name.startsWith(branch)))
      found.push(`no run has the branch ${name}`)
  }
  return found
}
