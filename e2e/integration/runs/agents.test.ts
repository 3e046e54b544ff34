import { describe, expect, it } from 'vitest'
import { closeBenches, code, done, open } from './benches.ts'

// Agents that only read, and those that a task chooses.

closeBenches()

describe('agents', () => {
  it('that only read succeed without a change, skip the check, and hand over to another one', async () => {
    const bench = await open()
    await bench.projects.update({
      id: bench.projectId,
      checkCommand: 'false',
      agent: 'plan',
      variant: 'high',
    })
    bench.agent.onTurn = async () => ({ kind: 'completed', text: 'The plan.' })
    const { id, taskId } = await bench.start('Plan')
    const run = await bench.until(id, 'succeeded')
    expect(run).toMatchObject({ agent: 'plan', variant: 'high', headCommit: null, summary: 'The plan.' })
    expect((await bench.tasks.get(taskId)).status).toBe('in_review')
    const how = { strategy: 'merge', moveCheckout: false } as const
    expect(await bench.runs.merge(id, how).catch(code)).toBe('NOTHING_TO_MERGE')
    await bench.projects.update({ id: bench.projectId, checkCommand: null })
    bench.agent.onTurn = done
    const back = await bench.runs.sendBack(id, 'Do it.', { agent: 'build' })
    expect(await bench.until(back.id, 'succeeded')).toMatchObject({ agent: 'build', variant: 'high' })
    expect(bench.agent.opened.map(({ agent }) => agent)).toEqual(['plan', 'build'])
  })

  it('of the task come before those of the project; others fail without a change', async () => {
    const bench = await open()
    await bench.projects.update({ id: bench.projectId, agent: 'plan' })
    bench.agent.onTurn = async () => ({ kind: 'completed', text: 'Nothing.' })
    const { id } = await bench.start('Build', { agent: 'build', variant: 'low' })
    const run = await bench.until(id, 'failed')
    expect(run).toMatchObject({ agent: 'build', variant: 'low', failure: { code: 'no_changes' } })
  })

  it('take the variant of the project with its model only', async () => {
    const bench = await open()
    await bench.projects.update({ id: bench.projectId, variant: 'high' })
    const workerOf = async (title: string, fields: { model?: string; variant?: string }) => {
      const { model, variant } = await bench.start(title, fields)
      return `${model} ${variant ?? '-'}`
    }
    expect(await workerOf('Names none', {})).toBe('fake/model high')
    expect(await workerOf('Names the same', { model: 'fake/model' })).toBe('fake/model high')
    expect(await workerOf('Names another', { model: 'fake/other' })).toBe('fake/other -')
    expect(await workerOf('Names both', { model: 'fake/other', variant: 'low' })).toBe('fake/other low')
    // A project that names none has the model of the app.
    await bench.projects.update({ id: bench.projectId, model: null })
    await bench.settings.update({ model: 'fake/other' })
    expect(await workerOf('Names what the app names', { model: 'fake/other' })).toBe('fake/other high')
    expect(await workerOf('Names what was of the project', { model: 'fake/model' })).toBe('fake/model -')
  })
})
