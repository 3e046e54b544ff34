import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { git } from '../../support/repository.ts'
import type { Evidence, RunRow } from './evidence.ts'
import { lastStates, nameOf } from './log.ts'

/** `echo LABEL >> count.txt`: a label stands for one call; give every call its own. */
const COUNTING = /\becho (\S+) >> count\.txt\b/g

/** Work once: what the calls of the agent left, what was committed, and what was merged. */
export async function workViolations(evidence: Evidence): Promise<string[]> {
  const found: string[] = []
  for (const chain of chainsOf(evidence.runs)) {
    const last = chain.at(-1)
    const repo = evidence.projects.find(({ id }) => id === last?.project_id)?.repo_path
    if (last === undefined || repo === undefined || !existsSync(join(repo, '.git'))) continue
    const head = await headOf(repo, last, evidence)
    found.push(...(await countViolations(evidence, repo, chain, head)))
    found.push(...setupViolations(evidence, last, chain))
    if (head === null || last.base_commit === null) continue
    const range = `${last.base_commit}..${head}`
    const ours = await git(
      repo,
      'log',
      '--format=%H',
      '--fixed-strings',
      '--grep=Co-authored-by: OpenCode',
      range,
    )
    const commits = ours === '' ? 0 : ours.split('\n').length
    if (commits > chain.length) found.push(`${nameOf(last)} has ${commits} commits of ${chain.length} runs`)
    if (last.status === 'succeeded' && last.head_commit !== null && head !== last.head_commit)
      found.push(`${nameOf(last)} has its head at ${last.head_commit}, its branch is at ${head}`)
    if (last.merged_commit !== null) found.push(...(await mergeViolations(repo, last)))
  }
  return found
}

/** Runs that share a worktree, in order: a run and those that were sent back after it. */
export function chainsOf(runs: readonly RunRow[]): RunRow[][] {
  const chains = new Map<string, RunRow[]>()
  for (const run of runs) {
    if (run.branch === null) continue
    const key = `${run.project_id} ${run.branch}`
    chains.set(key, [...(chains.get(key) ?? []), run])
  }
  return [...chains.values()]
}

async function headOf(repo: string, run: RunRow, { trash }: Evidence): Promise<string | null> {
  // Of a merged run the trash has what lay in its worktree beyond the work.
  const kept =
    run.merged_commit === null ? trash.find(({ run_id }) => run_id === run.id)?.commit_id : undefined
  if (kept !== undefined) return kept
  return git(repo, 'rev-parse', '--verify', '--quiet', `refs/heads/${run.branch}^{commit}`).catch(() => null)
}

async function countViolations(
  { logs }: Evidence,
  repo: string,
  chain: readonly RunRow[],
  head: string | null,
): Promise<string[]> {
  const calls = new Map<string, { done: number; cut: number }>()
  for (const run of chain) {
    for (const tool of lastStates(logs.get(run.id) ?? []).values()) {
      const { command } = tool.input ?? {}
      if (tool.tool !== 'bash' || typeof command !== 'string') continue
      for (const [, label = ''] of command.matchAll(COUNTING)) {
        const seen = calls.get(label) ?? { done: 0, cut: 0 }
        calls.set(label, seen)
        if (tool.state === 'completed') seen.done += 1
        else seen.cut += 1
      }
    }
  }
  const last = chain.at(-1)
  const worktree = last?.worktree_path ?? null
  const name = last === undefined ? '' : nameOf(last)
  const file = worktree === null ? null : join(worktree, 'count.txt')
  if (file === null && head === null) return []
  const text = file !== null && existsSync(file) ? await readFile(file, 'utf8') : await fileAt(repo, head)
  const lines = linesOf(text)
  // What was merged before this work began is others'.
  for (const line of linesOf(await fileAt(repo, last?.base_commit ?? null))) {
    const at = lines.indexOf(line)
    if (at >= 0) lines.splice(at, 1)
  }
  const found: string[] = []
  for (const label of new Set([...calls.keys(), ...lines])) {
    const { done, cut } = calls.get(label) ?? { done: 0, cut: 0 }
    const times = lines.filter((line) => line === label).length
    if (done > 1) found.push(`${name} has done “${label}” ${done} times`)
    if (times < done || times > done + cut)
      found.push(`${name} has “${label}” ${times} times, of ${done} calls done and ${cut} cut`)
  }
  return found
}

const linesOf = (text: string) => text.split('\n').filter((line) => line !== '')

const fileAt = async (repo: string, commit: string | null) =>
  commit === null ? '' : git(repo, 'show', `${commit}:count.txt`).catch(() => '')

/** Once the agent was told its task, setup is over for good. */
function setupViolations({ logs }: Evidence, last: RunRow, chain: readonly RunRow[]): string[] {
  return chain.flatMap((run) => {
    const items = logs.get(run.id) ?? []
    const told = items.findIndex((item) => item.kind === 'prompt')
    const again = items.findLastIndex((item) => item.kind === 'command_start' && item.command === 'setup')
    return told >= 0 && again > told ? [`${nameOf(last)} was set up again after its agent had begun`] : []
  })
}

async function mergeViolations(repo: string, run: RunRow): Promise<string[]> {
  const base = `refs/heads/${run.base_branch}`
  const parents = await git(repo, 'log', '--merges', '--format=%P', base)
  const merges = parents.split('\n').filter((line) => line.split(' ').includes(run.head_commit ?? '-', 1))
  const found: string[] = []
  if (merges.length > 1) found.push(`${nameOf(run)} was merged ${merges.length} times`)
  const isIn = (commit: string) =>
    git(repo, 'merge-base', '--is-ancestor', commit, base).then(
      () => true,
      () => false,
    )
  for (const commit of [run.head_commit, run.merged_commit]) {
    if (commit !== null && !(await isIn(commit)))
      found.push(`${nameOf(run)} is said to be merged, but ${commit} is not in ${run.base_branch}`)
  }
  return found
}
