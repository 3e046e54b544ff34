import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clear, namedFile, openRooms, type Rooms } from './rooms.ts'

// Commands of the project and git are real here; only what the agent does is told.

let rooms: Rooms
const at = (name: string) => join(rooms.folder, name)
/** Lets the agent of `last` come to its end. */
let release = () => {}
/** Commands have two seconds: once every agent is at work, since it would be as short for them. */
let isShort = false

/** Where merges are made, `first` fails until there is `mended`, and `slow` takes too long. */
const check = () => `
case "$PWD" in
*/integration/*)
  echo x >> '${at('checks')}'
  if [ -f slow.txt ]; then echo 'slow begins'; sleep 60; fi
  if [ -f first.txt ] && [ ! -e '${at('mended')}' ]; then echo 'first fails here'; exit 1; fi;;
esac`

beforeAll(async () => {
  rooms = await openRooms()
  await rooms.projects.update({ id: rooms.projectId, checkCommand: check() })
  const released = new Promise<void>((resolve) => (release = resolve))
  rooms.agent.onTurn = async (turn) => {
    if (/^# last$/m.test(turn.text)) {
      isShort = true
      await released
    }
    return namedFile(turn)
  }
  const stored = rooms.settings.stored()
  rooms.settings.stored = () => (isShort ? { ...stored, totalLimitMinutes: 2 / 60 } : stored)
})
afterAll(async () => {
  release()
  await rooms.close()
  await clear(rooms)
})

const checks = async () => (await readFile(at('checks'), 'utf8')).trim().split('\n').length

describe('a check that failed after a merge', () => {
  it('is run again by hand, in the place of its task, and not taken from memory', async () => {
    const { id } = await rooms.batch(['first', 'slow', 'last'])
    const left = await rooms.batchWith(id, ({ tasks }) => tasks[1]?.status === 'skipped')
    const [first, slow, last] = left.tasks
    expect(first).toMatchObject({ status: 'skipped', reason: { code: 'check_failed' } })
    // What takes too long is not given back: its agent could not see why.
    expect(slow?.reason).toMatchObject({
      code: 'check_failed',
      message: expect.stringMatching(/took longer than .* was ended.*\n\nslow begins$/s),
    })
    expect((await rooms.runs.listForTask(slow?.taskId ?? '')).items).toHaveLength(1)
    await expect(rooms.batches.checkTask(id, last?.taskId ?? '')).rejects.toMatchObject({
      code: 'ILLEGAL_TRANSITION',
      message: expect.stringContaining('running'),
    })

    const before = await checks()
    const again = await rooms.batches.checkTask(id, first?.taskId ?? '')
    expect(again.tasks[0]).toMatchObject({ status: 'completed', reason: null })
    await rooms.batchWith(id, ({ tasks }) => tasks[0]?.status === 'skipped')
    expect(await checks()).toBe(before + 1)

    await writeFile(at('mended'), '')
    await rooms.batches.checkTask(id, first?.taskId ?? '')
    await rooms.batchWith(id, ({ tasks }) => tasks[0]?.status === 'merged')
    release()
    const batch = await rooms.over(id)
    expect(batch.tasks.map(({ status }) => status)).toEqual(['merged', 'skipped', 'merged'])
    expect(batch.verified).toBe(true)
    const log = await rooms.user('log', '--first-parent', '--reverse', '--format=%s', `main..${batch.branch}`)
    expect(log.split('\n').map((line) => line.replace(/^Merge \S+: /, ''))).toEqual(['first', 'last'])
    await expect(rooms.batches.checkTask(id, slow?.taskId ?? '')).rejects.toMatchObject({
      code: 'ILLEGAL_TRANSITION',
    })
    expect(rooms.complaints).toEqual([])
  })
})
