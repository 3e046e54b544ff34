import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { AgentAsk, AskReply } from '#electron/agents/runtime.ts'
import type { Script } from '#electron/practice/script.ts'
import { until, type Bench, type Recorded } from './support.ts'

export const bash = (command: string) => ({ tool: 'bash', input: { command, description: 'Do it' } })
/** Fails at once, since there is no remote. */
export const push = (branch: string) => bash(`git push origin ${branch}`)
export const readFrom = (filePath: string) => ({ tool: 'read', input: { filePath } })
export const subAgent = (description: string, script: Script) => ({
  task: { description, prompt: 'Do your part.', agent: 'general', script },
})

/** Waits until so many asks are open. */
export const asked = (agent: Recorded, count = 1) =>
  until(() => (agent.asks().open.length === count ? agent.asks().open : null), `${count} asks`)
export const blocked = (agent: Recorded) => until(() => agent.asks().blocked, 'the turn to be blocked')

export async function answer(agent: Recorded, ask: AgentAsk | undefined, reply: AskReply) {
  if (ask === undefined) throw new Error('nothing is asked')
  expect(await agent.session.answer(ask.ref, reply)).toBe(true)
}

/** The last word on each call of a tool, in their order. */
export function calls(agent: Recorded, name?: string) {
  const last = new Map<string, { tool: string; state: string; output: string; error: string }>()
  for (const { partId, tool, state, output = '', error = '' } of agent.of('tool')) {
    const known = last.get(partId)
    last.set(partId, {
      tool,
      state,
      output: output === '' ? (known?.output ?? '') : output,
      error: error === '' ? (known?.error ?? '') : error,
    })
  }
  return Array.from(last.values()).filter(({ tool }) => name === undefined || tool === name)
}

export const END = { text: 'On I went.' }
export const COMPLETED = { kind: 'completed', text: 'On I went.' }

export async function serverPid(bench: Bench): Promise<number | null> {
  const { servers } = await bench.runtime.health()
  return servers.find(({ name }) => name === 'OpenCode')?.pid ?? null
}

export async function killServer(bench: Bench): Promise<void> {
  const pid = await serverPid(bench)
  if (pid === null) throw new Error('There is no server.')
  process.kill(pid, 'SIGKILL')
}

/** Puts a plugin into a worktree that leaves a mark when OpenCode loads it. */
export async function trap(worktree: string): Promise<string> {
  const marker = `${worktree}-plugin-ran`
  await mkdir(join(worktree, '.opencode/plugin'), { recursive: true })
  await writeFile(
    join(worktree, '.opencode/plugin/x.js'),
    `import { writeFileSync } from 'node:fs'\nwriteFileSync('${marker}', '')\nexport const X = async () => ({})\n`,
  )
  return marker
}
