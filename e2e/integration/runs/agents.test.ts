import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { closeBenches, code, done, open } from './benches.ts'
import type { Turn } from './bench.ts'

// Agents that only read, and those that a task chooses.

closeBenches()

async function mend({ open: { directory } }: Turn) {
  await writeFile(join(directory, 'mended.txt'), 'yes\n')
  return { kind: 'completed', text: 'Mended.' } as const
}

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

  it('that only read are not asked to mend what fails: that goes to one that changes files', async () => {
    const bench = await open()
    // What `plan` goes on with is there already, and fails.
    await bench.projects.update({ id: bench.projectId, checkCommand: 'test -e mended.txt' })
    await bench.settings.update({ maxFixAttempts: 0 })
    const { id } = await bench.start('Broken')
    await bench.until(id, 'failed')
    await bench.settings.update({ maxFixAttempts: 1 })
    bench.agent.onTurn = async (turn) =>
      turn.open.agent === 'plan' ? { kind: 'completed', text: 'It should be mended.' } : mend(turn)
    const back = await bench.runs.sendBack(id, 'What is wrong?', { agent: 'plan' })
    expect(await bench.until(back.id, 'succeeded')).toMatchObject({ agent: 'build', checkPassed: true })
    expect(bench.agent.opened.map(({ agent }) => agent)).toEqual(['build', 'plan', 'build'])
    const notices = (await bench.log(back.id)).flatMap((item) => (item.kind === 'notice' ? [item.text] : []))
    expect(notices).toContain('From here on: build on fake/model. Before: plan on fake/model.')

    // Where nobody changes files, nothing is asked in vain.
    bench.agent.agents = bench.agent.agents.filter(({ readOnly }) => readOnly)
    await bench.projects.update({ id: bench.projectId, checkCommand: 'false' })
    const last = await bench.runs.sendBack(back.id, 'And now?', { agent: 'plan' })
    const failed = await bench.until(last.id, 'failed')
    expect(failed).toMatchObject({ agent: 'plan', fixAttempts: 0, failure: { code: 'check_failed' } })
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
