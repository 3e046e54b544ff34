import { ORPCError } from '@orpc/client'
import { DEFAULT_SETTINGS } from '#shared/settings.ts'
import type { TestHost } from '../support/host.ts'

/** Remembers how a new host is, and gives what makes it so again after a test. */
export async function cleaner(host: TestHost): Promise<() => Promise<void>> {
  const { client } = host
  const labels = new Set((await client.labels.list()).items.map(({ id }) => id))
  return async () => {
    for (const { id } of (await client.projects.list()).items) await removeProject(host, id)
    for (const { id } of (await client.labels.list()).items)
      if (!labels.has(id)) await client.labels.remove({ id })
    for (const { id } of (await client.views.list()).items) await client.views.remove({ id })
    for (const { id } of (await client.templates.list()).items) await client.templates.remove({ id })
    for (const { id } of (await client.github.accounts()).items) await client.github.removeAccount({ id })
    await client.settings.update(DEFAULT_SETTINGS)
  }
}

/** Ends the project's batches, contests, brainstorms and runs and takes it away. */
async function removeProject(host: TestHost, id: string): Promise<void> {
  const { items: open } = await host.client.batches.list({ projectId: id, open: true })
  for (const batch of open) await host.client.batches.cancel({ id: batch.id })
  for (const contest of (await host.client.contests.list()).items) {
    if (contest.projectId !== id) continue
    await host.client.contests.cancel({ id: contest.id })
    await host.when(async () => {
      const { items: left } = await host.client.contests.list()
      return left.some((one) => one.id === contest.id) ? undefined : true
    })
  }
  for (const { brainstorm, status } of (await host.client.brainstorms.list()).items) {
    if (brainstorm.projectId !== id || status === 'accepted') continue
    await host.client.brainstorms.dismiss({ id: brainstorm.id })
  }
  const { items } = await host.client.tasks.list({ projectId: id })
  for (const task of items) {
    if (task.latestRunId === null) continue
    const { status } = await host.client.runs.get({ id: task.latestRunId })
    if (status === 'succeeded' || status === 'failed' || status === 'cancelled') continue
    await host.client.tasks.cancel({ id: task.id }).catch(unlessOver)
    await host.runWith(task.latestRunId, 'succeeded', 'failed', 'cancelled')
  }
  await host.client.projects.remove({ id })
}

/** It ended by itself while that was asked. */
function unlessOver(error: unknown): void {
  if (!(error instanceof ORPCError && error.code === 'ILLEGAL_TRANSITION')) throw error
}
