import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Batch } from '#shared/batches.ts'
import type { Turn } from '../runs/bench.ts'
import { which } from '../runs/fake-asks.ts'
import { clear, openRooms, type Rooms, type RoomsOptions } from './rooms.ts'

let rooms: Rooms
/** What the agent does with a conflict; by default it takes both sides. */
let onConflict: (turn: Turn) => Promise<void>
/** Turns that were told of a conflict. */
let conflicts: Turn[]

const isConflict = (text: string) => text.startsWith('# Resolve the conflict')
const same = (turn: Turn) => join(turn.open.directory, 'same.txt')

async function takeBoth(turn: Turn): Promise<void> {
  const sides = (await readFile(same(turn), 'utf8')).split('\n')
  const isText = (line: string) => !/^([<|>]{7} |=======$)/.test(line)
  await writeFile(same(turn), `${[...new Set(sides.filter(isText))].filter(Boolean).join('\n')}\n`)
}

/** Every task writes the same file. */
const work: Rooms['agent']['onTurn'] = async (turn) => {
  if (isConflict(turn.text)) {
    conflicts.push(turn)
    await onConflict(turn)
  } else {
    const title = /^# (.+)$/m.exec(turn.text)?.[1]
    if (title !== undefined) await writeFile(same(turn), `${title}\n`)
  }
  return { kind: 'completed', text: 'Done.' }
}

async function open(options: RoomsOptions = {}): Promise<Rooms> {
  rooms = await openRooms(options)
  rooms.agent.onTurn = work
  return rooms
}

beforeEach(() => {
  conflicts = []
  onConflict = takeBoth
})
afterEach(async () => {
  await rooms.close()
  await clear(rooms)
})

const RESOLVE = { options: { conflictBehavior: 'resolve' } } as const
const statuses = ({ tasks }: Batch) => tasks.map(({ status }) => status)
const merges = async ({ branch }: Batch) =>
  (await rooms.user('log', '--first-parent', '--merges', '--format=%s', `main..${branch}`)).split('\n')
const content = ({ branch }: Batch) => rooms.user('show', `${branch}:same.txt`)
const resolving = (id: string) => rooms.batchWith(id, ({ tasks }) => tasks[1]?.stage === 'resolving')

/** Holds the agent in its conflict until it is let go, or its turn is ended. */
function hold(): { begun: Promise<Turn>; letGo: () => void } {
  const begun = Promise.withResolvers<Turn>()
  const end = Promise.withResolvers<void>()
  onConflict = async (turn) => {
    begun.resolve(turn)
    await Promise.race([end.promise, turn.aborted])
    await takeBoth(turn)
  }
  return { begun: begun.promise, letGo: end.resolve }
}

describe('a conflict that is given to an agent', () => {
  it('is merged as the agent has resolved it, which is told and shown', async () => {
    await open()
    const { id } = await rooms.batch(['one', 'two', 'three'], RESOLVE)
    const batch = await rooms.over(id)
    expect([batch.status, ...statuses(batch)]).toEqual(['completed', 'merged', 'merged', 'merged'])
    expect(await content(batch)).toBe('one\ntwo\nthree')
    expect(await merges(batch)).toEqual(['Merge BEN-3: three', 'Merge BEN-2: two', 'Merge BEN-1: one'])
    expect(batch.verified).toBe(false)
    expect(batch.summary).toContain('**BEN-2** two: `same.txt`, by an agent')

    const [, two, three] = batch.tasks
    expect(two?.resolution).toEqual({ files: ['same.txt'], otherFiles: [], runId: two?.resolveRunId })
    // It has heard of all whose work is in the file.
    const told = conflicts[1]?.text ?? ''
    for (const title of ['one', 'two', 'three']) expect(told).toContain(`\`\`\`\n${title}\n\`\`\``)

    const run = await rooms.runs.get(three?.resolveRunId ?? '')
    expect(run).toMatchObject({ purpose: 'resolve', status: 'succeeded', worktreePath: null, branch: null })
    const { files } = await rooms.runs.diff(run.id)
    expect(files.map(({ path }) => path)).toEqual(['same.txt'])
    expect(files[0]?.patch).toContain('-<<<<<<<')
    expect(files[0]?.patch).toMatch(/^ three$/m)
    const ofItself = rooms.runs.sendBack(run.id, 'Again.')
    await expect(ofItself).rejects.toMatchObject({ message: expect.stringContaining('only resolved') })
    // Parents of the merge are the branch and the task's own work, nothing else.
    const worked = await rooms.runs.get(two?.runId ?? '')
    const parents = await rooms.user('log', '-1', '--format=%P', two?.mergeCommit ?? '')
    expect(parents).toBe(`${batch.tasks[0]?.mergeCommit} ${worked.headCommit}`)

    // The task is what its own work has made of it.
    const task = await rooms.tasks.get(two?.taskId ?? '')
    expect(task).toMatchObject({ status: 'in_review', latestRunId: two?.runId, executionStatus: 'succeeded' })
    expect(task.branchName).toBe(worked.branch)
    expect(await rooms.user('worktree', 'list')).not.toContain(rooms.folder)
    await rooms.batches.merge(id, true)
    expect((await rooms.tasks.get(two?.taskId ?? '')).status).toBe('done')
    expect(rooms.complaints).toEqual([])
  })

  it('is resolved by itself the next time, until the check fails with it', async () => {
    await open()
    const first = await rooms.over((await rooms.batch(['one', 'two'], RESOLVE)).id)
    expect([conflicts.length, await content(first)]).toEqual([1, 'one\ntwo'])
    const second = await rooms.over((await rooms.batch(['one', 'two'], RESOLVE)).id)
    expect([conflicts.length, ...statuses(second)]).toEqual([1, 'merged', 'merged'])
    expect(second.tasks[1]).toMatchObject({ resolveRunId: null, resolution: { runId: null } })
    expect(second.summary).toContain('as it was resolved before')
    // Nobody else is made to remember.
    const skipping = await rooms.over((await rooms.batch(['one', 'two'])).id)
    expect(statuses(skipping)).toEqual(['merged', 'skipped'])

    const checkCommand = 'test "$(cat same.txt)" != "one\ntwo"'
    await rooms.projects.update({ id: rooms.projectId, checkCommand })
    const third = await rooms.over((await rooms.batch(['one', 'two'], RESOLVE)).id)
    expect(third.tasks[1]).toMatchObject({
      status: 'skipped',
      reason: { code: 'check_failed', files: ['same.txt'] },
    })
    expect(third.tasks[1]?.reason?.message).toContain('resolved as it was before')
    onConflict = (turn) => writeFile(same(turn), 'mine\n')
    const fourth = await rooms.over((await rooms.batch(['one', 'two'], RESOLVE)).id)
    expect([conflicts.length, ...statuses(fourth)]).toEqual([2, 'merged', 'merged'])
    expect([await content(fourth), fourth.verified]).toEqual(['mine', true])
    expect(rooms.complaints).toEqual([])
  })

  it('leaves the task out when the agent does not resolve it, says so, and goes on', async () => {
    await open()
    onConflict = async () => {}
    const { id } = await rooms.batch(['one', 'two', 'three'], RESOLVE)
    await rooms.batchWith(id, ({ tasks }) => tasks[1]?.status === 'skipped')
    onConflict = takeBoth
    const batch = await rooms.over(id)
    expect(statuses(batch)).toEqual(['merged', 'skipped', 'merged'])
    expect(batch.tasks[1]?.reason).toMatchObject({ code: 'conflict', files: ['same.txt'] })
    expect(batch.tasks[1]?.reason?.message).toContain('The agent left conflicts unresolved: same.txt.')
    const told = rooms.agent.told.filter(({ text }) => text.startsWith('The conflict is not resolved yet'))
    expect(told).toHaveLength(rooms.settings.stored().maxFixAttempts)
    const kept = await rooms.runs.get(batch.tasks[1]?.runId ?? '')
    expect(await rooms.user('show', `${kept.branch}:same.txt`)).toBe('two')
    expect(kept.worktreePath).not.toBeNull()
    expect(await content(batch)).toBe('one\nthree')
  })

  it('gives what fails the check back to that agent, then leaves the task out', async () => {
    await open()
    await rooms.projects.update({ id: rooms.projectId, checkCommand: '! grep -q bad same.txt' })
    let words = ''
    onConflict = (turn) => writeFile(same(turn), 'bad\n')
    const mending = rooms.agent.onTurn
    rooms.agent.onTurn = async (turn) => {
      if (turn.text.startsWith('The check')) words = turn.text
      return mending(turn)
    }
    const batch = await rooms.over((await rooms.batch(['one', 'two'], RESOLVE)).id)
    expect(words).toContain('! grep -q bad same.txt')
    expect(statuses(batch)).toEqual(['merged', 'skipped'])
    expect(batch.tasks[1]?.reason?.message).toContain('An agent resolved it, but it does not pass. The check')
    expect([await content(batch), batch.verified]).toEqual(['one', true])
  })

  it('stays with the task when somebody leaves it out, stops the agent, or ends the batch meanwhile', async () => {
    await open()
    let held = hold()
    const first = await rooms.batch(['one', 'two', 'three'], RESOLVE)
    await held.begun
    await resolving(first.id)
    // No other agent has to wait for it, and nobody merges meanwhile.
    await rooms.batchWith(first.id, ({ tasks }) => tasks[2]?.status === 'completed')
    onConflict = takeBoth
    const skipped = await rooms.batches.skipTask(first.id, first.tasks[1]?.taskId ?? '')
    expect(skipped.tasks[1]).toMatchObject({ status: 'skipped', stage: null, reason: { code: 'skipped' } })
    const batch = await rooms.over(first.id)
    expect(statuses(batch)).toEqual(['merged', 'skipped', 'merged'])
    expect(await content(batch)).toBe('one\nthree')
    expect((await rooms.runs.get(skipped.tasks[1]?.resolveRunId ?? '')).status).toBe('cancelled')

    held = hold()
    const second = await rooms.batch(['four', 'five'], RESOLVE)
    await held.begun
    const { tasks } = await resolving(second.id)
    await rooms.runs.cancel(tasks[1]?.resolveRunId ?? '')
    const stopped = await rooms.over(second.id)
    expect(stopped.tasks[1]?.reason).toMatchObject({ code: 'conflict', files: ['same.txt'] })
    expect(stopped.tasks[1]?.reason?.message).toContain('The agent that was to resolve it was stopped.')

    held = hold()
    const third = await rooms.batch(['six', 'seven'], RESOLVE)
    await held.begun
    await resolving(third.id)
    const cancelled = await rooms.batches.cancel(third.id)
    expect([cancelled.status, ...statuses(cancelled)]).toEqual(['cancelled', 'merged', 'cancelled'])
    expect(await rooms.user('worktree', 'list')).not.toContain(join(rooms.folder, 'integration'))
    expect(rooms.complaints).toEqual([])
  })

  it('is paused and goes on with its batch', async () => {
    await open()
    const held = hold()
    const { id } = await rooms.batch(['one', 'two'], RESOLVE)
    await held.begun
    const { tasks } = await resolving(id)
    await rooms.batches.pause(id)
    await rooms.until(tasks[1]?.resolveRunId ?? '', 'waiting')
    onConflict = takeBoth
    const again = rooms.agent.onTurn
    rooms.agent.onTurn = async (turn) => {
      if (turn.text.startsWith('You were interrupted')) await takeBoth(turn)
      return again(turn)
    }
    await rooms.batches.resume(id)
    const batch = await rooms.over(id)
    expect([...statuses(batch), await content(batch)]).toEqual(['merged', 'merged', 'one\ntwo'])
  })

  it('makes the batch wait while its agent asks', async () => {
    await open()
    onConflict = async (turn) => {
      await turn.ask(which('que_1'))
      await takeBoth(turn)
    }
    const { id } = await rooms.batch(['one', 'two'], RESOLVE)
    const waiting = await rooms.batchWith(id, ({ status }) => status === 'waiting')
    const [asked] = await rooms.asked(waiting.tasks[1]?.resolveRunId ?? '')
    await rooms.runs.answer({ id: asked?.id ?? '', answers: [['Both']] })
    const batch = await rooms.over(id)
    expect([batch.status, ...statuses(batch)]).toEqual(['completed', 'merged', 'merged'])
  })

  it('goes on where a host that closed has left it, also without its worktree', async () => {
    await open()
    const held = hold()
    const { id } = await rooms.batch(['one', 'two', 'three'], RESOLVE)
    await held.begun
    await resolving(id)
    await rooms.close()
    onConflict = takeBoth
    rooms = await openRooms({ on: rooms })
    rooms.agent.onTurn = async (turn) => {
      if (turn.text.startsWith('You were interrupted')) await takeBoth(turn)
      return work(turn)
    }
    const batch = await rooms.over(id)
    expect([...statuses(batch), await content(batch)]).toEqual([
      'merged',
      'merged',
      'merged',
      'one\ntwo\nthree',
    ])
    expect(await merges(batch)).toHaveLength(3)

    const next = hold()
    const second = await rooms.batch(['four', 'five', 'six'], RESOLVE)
    const { open: place } = await next.begun
    await resolving(second.id)
    await rooms.close()
    await rm(place.directory, { recursive: true })
    onConflict = takeBoth
    rooms = await openRooms({ on: rooms })
    rooms.agent.onTurn = work
    const ended = await rooms.over(second.id)
    expect(statuses(ended)).toEqual(['merged', 'skipped', 'merged'])
    expect(ended.tasks[1]?.reason?.message).toContain('worktree is gone')
  })

  it('is resolved in the same way on top of what somebody commits to the branch meanwhile', async () => {
    await open()
    const held = hold()
    const { id } = await rooms.batch(['one', 'two'], RESOLVE)
    await held.begun
    const { branch } = await resolving(id)
    const tip = await rooms.user('rev-parse', branch)
    const tree = await rooms.user('rev-parse', `${branch}^{tree}`)
    const mine = await rooms.user('commit-tree', '-p', tip, '-m', 'Mine', tree)
    await rooms.user('update-ref', `refs/heads/${branch}`, mine)
    held.letGo()
    const batch = await rooms.over(id)
    expect([...statuses(batch), await content(batch)]).toEqual(['merged', 'merged', 'one\ntwo'])
    expect(conflicts).toHaveLength(1)
    expect(await rooms.user('log', '--format=%s', branch)).toContain('Mine')
    expect(batch.tasks[1]?.resolution?.runId).toBe(batch.tasks[1]?.resolveRunId)
  })

  it('moves no branch, whatever the agent does about commits', async () => {
    await open()
    onConflict = async (turn) => {
      const git = (...args: string[]) => rooms.user('-C', turn.open.directory, ...args)
      await takeBoth(turn)
      await git('commit', '--quiet', '-am', 'Mine')
      // What a later merge has to move is checked out now.
      const [batch] = (await rooms.batches.list({ open: true, limit: 1 })).items
      await git('symbolic-ref', 'HEAD', `refs/heads/${batch?.branch}`)
    }
    const before = await rooms.batch(['one', 'two', 'three'], RESOLVE)
    const batch = await rooms.over(before.id)
    expect(statuses(batch)).toEqual(['merged', 'merged', 'merged'])
    expect(batch.branch).toBe(before.branch)
    expect(await merges(batch)).toEqual(['Merge BEN-3: three', 'Merge BEN-2: two', 'Merge BEN-1: one'])
  })
})
