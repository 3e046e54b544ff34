import type { StepContext } from '../step.ts'

/** Whether the run's agent changes no files by design, as `plan` does. */
export async function isReadOnly({ engine, row }: StepContext): Promise<boolean> {
  const agents = await engine.agents.listAgents(row.worktree_path)
  return agents.find(({ name }) => name === row.agent)?.readOnly ?? false
}
