import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import {
  codes,
  type CombinedRooms,
  idOf,
  openCombined,
  sectionsOf,
  statuses,
  works,
} from './combined-rooms.ts'
import { clear, type RoomsOptions } from './rooms.ts'

// Git, the database and the commands of the project are real here; only what the agent does is told.

let rooms: CombinedRooms
afterEach(async () => {
  await rooms.close()
  await clear(rooms)
})

async function open(options: RoomsOptions = {}): Promise<void> {
  rooms = await openCombined(options)
}

describe('a combined batch', () => {
  it('has one run, one worktree and one commit on its own branch, and shows it on every card', async () => {
    await open()
    const parent = await rooms.tasks.create({ projectId: rooms.projectId, title: 'second' })
    const child = { projectId: rooms.projectId, title: 'third', dependsOn: [parent.id] }
    const first = { projectId: rooms.projectId, title: 'first', priority: 'urgent' as const }
    const taskIds = [(await rooms.tasks.create(child)).id, parent.id, (await rooms.tasks.create(first)).id]
    const agent = rooms.hold()
    const { id, branch } = await rooms.batches.create({ taskIds, mode: 'combined' })
    await agent.begun
    const running = await rooms.batchWith(id, (one) => one.status === 'running')
    expect(statuses(running)).toEqual(['running', 'running', 'running'])
    expect(new Set(running.tasks.map(({ runId }) => runId)).size).toBe(1)
    expect(await rooms.cards(running)).toEqual(Array.from({ length: 3 }, () => 'in_progress running'))
    for (const taskId of taskIds)
      await expect(rooms.runs.cancelTask(taskId)).rejects.toMatchObject({ code: 'IN_BATCH' })
    await expect(rooms.runs.execute(idOf(running, 1))).rejects.toMatchObject({ code: 'IN_BATCH' })
    agent.go()

    const batch = await rooms.over(id)
    expect(batch).toMatchObject({ status: 'completed', verified: false, branch })
    expect(statuses(batch)).toEqual(['merged', 'merged', 'merged'])
    const run = await rooms.runs.get(batch.tasks[0]?.runId ?? '')
    expect(run).toMatchObject({ purpose: 'combined', taskId: idOf(batch, 0), branch, worktreePath: null })
    expect(sectionsOf(run.prompt).map(({ title }) => title)).toEqual(['first', 'second', 'third'])
    expect(batch.tasks.map(({ evidence, mergeCommit }) => [evidence, mergeCommit])).toEqual(
      ['first', 'second', 'third'].map((name) => [`Reported with ${name}.txt`, run.headCommit]),
    )
    expect(batch.headCommit).toBe(run.headCommit)
    expect(await rooms.user('rev-parse', branch)).toBe(run.headCommit)
    expect(await rooms.user('rev-list', '--count', `main..${branch}`)).toBe('1')
    const message = await rooms.user('log', '-1', '--format=%B', branch)
    expect(message).toMatch(/^Carry out BEN-1, BEN-2, BEN-3\n\n- BEN-1: second\n/)
    expect(message).toMatch(/\n\nTask: BEN-1\nTask: BEN-2\nTask: BEN-3\nCo-authored-by: /)
    expect(batch.summary).toContain('Reported with first.txt')
    expect(await rooms.cards(batch)).toEqual(Array.from({ length: 3 }, () => 'in_review succeeded'))
    // The run is the first one's; the others list it, too.
    for (const taskId of taskIds)
      expect((await rooms.runs.listForTask(taskId)).items.map((one) => one.id)).toEqual([run.id])
    expect((await rooms.runs.ofBatch(id)).map((one) => one.id)).toEqual([run.id])

    await expect(rooms.runs.sendBack(run.id, 'More.')).rejects.toMatchObject({ code: 'ILLEGAL_TRANSITION' })
    await expect(rooms.runs.merge(run.id, { strategy: 'merge', moveCheckout: false })).rejects.toMatchObject({
      message: expect.stringContaining('Merge its batch'),
    })
    await rooms.batches.merge(id, true)
    expect(await rooms.cards(batch)).toEqual(Array.from({ length: 3 }, () => 'done succeeded'))
    expect(await rooms.user('show', 'main:third.txt')).toBe('third')
    expect(rooms.complaints).toEqual([])
  })

  it('takes only what is reported with something that is there; the rest stays open', async () => {
    await open()
    rooms.agent.onTurn = async ({ open: { directory }, text }) => {
      const [one, two, three, four, five] = sectionsOf(text).map(({ identifier }) => identifier)
      await writeFile(join(directory, 'one.txt'), '1\n')
      const report = `- ${one}: done — one.txt\n- ${two}: not done — I have no key\n- ${three}: done — three.txt\n- ${five}: done — one.txt`
      return { kind: 'completed', text: `Well.\n\n${report}\n\n${four} is for another day.` }
    }
    const taskIds: string[] = []
    for (const title of ['one', 'two', 'three', 'four', 'five'])
      taskIds.push((await rooms.tasks.create({ projectId: rooms.projectId, title })).id)
    // What depends on a task that is left out is left out with it.
    await rooms.tasks.update({ id: taskIds[4] ?? '', dependsOn: [taskIds[1] ?? ''] })
    const { id } = await rooms.batches.create({ taskIds, mode: 'combined' })
    const batch = await rooms.over(id)
    expect(statuses(batch)).toEqual(['merged', 'skipped', 'skipped', 'skipped', 'skipped'])
    expect(codes(batch)).toEqual([null, 'not_reported', 'not_reported', 'not_reported', 'parent_left_out'])
    expect(batch.tasks[1]?.reason?.message).toContain('I have no key')
    expect(batch.tasks[3]?.reason?.message).toContain('says nothing of BEN-4')
    const open4 = Array.from({ length: 4 }, () => 'todo succeeded')
    expect(await rooms.cards(batch)).toEqual(['in_review succeeded', ...open4])
    await rooms.batches.merge(id, true)
    expect(await rooms.cards(batch)).toEqual(['done succeeded', ...open4])
  })

  it('counts the agent’s own commits, and marks what was merged by hand at the next start', async () => {
    await open()
    rooms.agent.onTurn = async (turn) => {
      const { directory } = turn.open
      const done = await works()(turn)
      await rooms.user('-C', directory, 'add', '.')
      await rooms.user('-C', directory, 'commit', '--quiet', '-m', 'Mine')
      const commit = await rooms.user('-C', directory, 'rev-parse', 'HEAD')
      const [one, two] = sectionsOf(turn.text)
      return {
        ...done,
        text: `- ${one?.identifier}: done in ${commit.slice(0, 9)}\n- ${two?.identifier}: not done`,
      }
    }
    const { id } = await rooms.combined(['one', 'two'])
    const batch = await rooms.over(id)
    expect(statuses(batch)).toEqual(['merged', 'skipped'])
    expect(batch.tasks[0]?.evidence).toBe(`Reported with ${batch.headCommit.slice(0, 7)}`)
    expect(await rooms.user('log', '--format=%s', `main..${batch.branch}`)).toBe('Mine')
    await rooms.user('merge', '--quiet', '--no-edit', batch.branch)
    await rooms.close()
    await open({ on: rooms })
    await rooms.when(async () => ((await rooms.cards(batch))[0] === 'done succeeded' ? true : undefined))
    expect(await rooms.cards(batch)).toEqual(['done succeeded', 'todo succeeded'])
  })

  it('publishes nothing of what nobody reports and no check speaks for, and keeps it', async () => {
    await open()
    rooms.agent.onTurn = works(() => 'All is well.')
    const { id } = await rooms.combined(['one', 'two'])
    const batch = await rooms.over(id)
    expect(batch).toMatchObject({ status: 'completed', headCommit: batch.baseCommit })
    expect(codes(batch)).toEqual(['not_reported', 'not_reported'])
    const { branch, worktreePath } = await rooms.runs.get(batch.tasks[0]?.runId ?? '')
    expect(branch).toBe(batch.branch)
    expect(worktreePath).not.toBeNull()
    expect(await rooms.user('show', `${batch.branch}:two.txt`)).toBe('two')
    expect(batch.summary).toContain(`kept on \`${batch.branch}\``)
    expect(await rooms.cards(batch)).toEqual(['todo succeeded', 'todo succeeded'])
    await expect(rooms.batches.merge(id, false)).rejects.toMatchObject({ code: 'NOTHING_TO_MERGE' })

    // With a check that passes, it does.
    await rooms.projects.update({ id: rooms.projectId, checkCommand: 'test -f one.txt' })
    const checked = await rooms.batches.create({
      taskIds: batch.tasks.map(({ taskId }) => taskId),
      mode: 'combined',
    })
    const passed = await rooms.over(checked.id)
    expect(passed).toMatchObject({ verified: true, counts: { merged: 2 } })
    expect(passed.tasks[1]?.evidence).toBe('No report; the check passed')
    expect(passed.summary).toContain('The check passed.')
  })

  it('keeps a report through the turn that mends what the check found', async () => {
    await open()
    await rooms.projects.update({ id: rooms.projectId, checkCommand: 'test -f mended.txt' })
    rooms.agent.onTurn = async (turn) => {
      if (sectionsOf(turn.text).length > 0)
        return works(([one]) => `## Report\n- ${one?.identifier}: done — one.txt`)(turn)
      await writeFile(join(turn.open.directory, 'mended.txt'), '')
      return { kind: 'completed', text: 'Mended.' }
    }
    const batch = await rooms.over((await rooms.combined(['one', 'two'])).id)
    expect(batch.verified).toBe(true)
    expect(codes(batch)).toEqual([null, 'not_reported'])
  })

  it('gives back once what fails in a clean worktree, and leaves all of it out after that', async () => {
    await open()
    await writeFile(join(rooms.repo, '.gitignore'), 'ignored\n')
    await rooms.user('add', '.gitignore')
    await rooms.user('commit', '--quiet', '-m', 'Ignore')
    const checkCommand = 'test -f ignored || test -f needed.txt || { echo it is missing; exit 1; }'
    await rooms.projects.update({ id: rooms.projectId, checkCommand })
    let mends = false
    rooms.agent.onTurn = async (turn) => {
      await writeFile(join(turn.open.directory, 'ignored'), '')
      if (sectionsOf(turn.text).length > 0) return works()(turn)
      expect(turn.text).toContain('in a clean worktree')
      expect(turn.text).toContain('it is missing')
      await writeFile(join(turn.open.directory, mends ? 'needed.txt' : 'other.txt'), '')
      return { kind: 'completed', text: 'Mended.' }
    }
    const failed = await rooms.over((await rooms.combined(['one', 'two'])).id)
    expect(failed.status).toBe('completed')
    expect(codes(failed)).toEqual(['check_failed', 'check_failed'])
    expect(failed.tasks[0]?.reason?.message).toMatch(/fails in a clean worktree[^]*it is missing$/)
    expect(failed.headCommit).toBe(failed.baseCommit)
    expect((await rooms.runs.listForTask(idOf(failed, 0))).items).toHaveLength(2)
    expect(rooms.agent.told).toHaveLength(2)

    mends = true
    const taskIds = failed.tasks.map(({ taskId }) => taskId)
    const batch = await rooms.over((await rooms.batches.create({ taskIds, mode: 'combined' })).id)
    expect(batch).toMatchObject({ verified: true, counts: { merged: 2 } })
    expect(await rooms.cards(batch)).toEqual(['in_review succeeded', 'in_review succeeded'])
    const [latest] = (await rooms.runs.listForTask(idOf(batch, 1))).items
    expect(latest?.id).toBe(batch.tasks[0]?.runId)
    expect(rooms.complaints).toEqual([])
  })

  it('fails as one when its run fails, and keeps what there is', async () => {
    await open()
    rooms.agent.onTurn = async () => ({ kind: 'failed', code: 'agent_error', message: 'It broke.' })
    const batch = await rooms.over((await rooms.combined(['one', 'two'])).id)
    expect(batch.tasks.map(({ reason }) => reason?.message)).toEqual(['It broke.', 'It broke.'])
    expect(statuses(batch)).toEqual(['failed', 'failed'])
    expect(await rooms.cards(batch)).toEqual(['todo failed', 'todo failed'])
  })

  it('is brought up to date with the remote before it is pushed', async () => {
    await open()
    const bare = join(rooms.folder, 'origin.git')
    await rooms.user('clone', '--quiet', '--bare', rooms.repo, bare)
    await rooms.user('remote', 'add', 'origin', bare)
    await rooms.settings.update({ doneWhen: 'published' })
    const agent = rooms.hold()
    const { id } = await rooms.combined(['one', 'two'], { publish: 'push' })
    await agent.begun
    await writeFile(join(rooms.repo, 'theirs.txt'), 'theirs\n')
    await rooms.user('add', 'theirs.txt')
    await rooms.user('commit', '--quiet', '-m', 'Theirs')
    await rooms.user('push', '--quiet', 'origin', 'main')
    agent.go()
    const batch = await rooms.over(id)
    expect(batch).toMatchObject({ status: 'completed', failure: null, counts: { merged: 2 } })
    expect(await rooms.user('--git-dir', bare, 'rev-parse', batch.branch)).toBe(batch.headCommit)
    for (const name of ['one', 'theirs'])
      expect(await rooms.user('--git-dir', bare, 'show', `${batch.branch}:${name}.txt`)).toBe(name)
    expect(await rooms.cards(batch)).toEqual(['done succeeded', 'done succeeded'])
  })

  it('refuses a single task', async () => {
    await open()
    await expect(rooms.combined(['one'])).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringContaining('two tasks or more'),
    })
  })
})
