import { createHash } from 'node:crypto'
import type { Conditions } from '#shared/run-record.ts'
import type { AgentSession } from '../agents/runtime.ts'
import type { Engine } from './engine.ts'
import type { RunLog } from './run-log.ts'
import type { RunRow } from './run-rows.ts'
import { requireWorktree } from './step.ts'

/** Writes down what a run is carried out with, for its record. */
export async function noteConditions(
  engine: Engine,
  row: RunRow,
  log: RunLog,
  session: AgentSession,
): Promise<void> {
  const obeyed = await engine.trust.hashOf(await requireWorktree(row.worktree_path))
  const { permissions } = await engine.projects.get(row.project_id)
  const grants = await engine.grants.list(row.project_id)
  const { version, configHash } = session.program
  const now: Conditions = {
    openLinear: engine.version,
    program: engine.agents.name,
    programVersion: version,
    configHash: createHash('sha256')
      .update(JSON.stringify([configHash, obeyed]))
      .digest('hex'),
    permissions,
    grants: grants.map(({ permission, pattern }) => ({ permission, pattern })),
  }
  const conditions = JSON.stringify(now)
  if (conditions === row.conditions) return
  await log.commit((tx) => engine.records.update(tx, row.id, { conditions }).then(() => undefined))
}
