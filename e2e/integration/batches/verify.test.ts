import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clear, openRooms, type Rooms } from './rooms.ts'

// Commands of the project and git are real here; only what the agent does is told.

let rooms: Rooms
/** Where the commands of the project write down that they ran. */
const noted = (name: 'checks' | 'setups') => join(rooms.folder, name)

/** Some work goes well alone, and fails with that of others, or only where it is merged. */
const check = () => `
echo "$PWD" >> '${noted('checks')}'
if [ -f a.txt ] && [ -f b.txt ] && [ ! -f both.txt ]; then echo 'a and b do not go together'; exit 1; fi
case "$PWD" in */integration/*) if [ -f d.txt ]; then echo 'd fails here'; exit 1; fi;; esac
test -f .env`
const setup = () => `
echo "$PWD" >> '${noted('setups')}'
if [ -f h.txt ]; then echo 'h cannot be set up'; exit 3; fi`

beforeAll(async () => {
  rooms = await openRooms()
  await writeFile(join(rooms.repo, '.gitignore'), '.env\n')
  await rooms.user('add', '.gitignore')
  await rooms.user('commit', '--quiet', '-m', 'Ignore')
  await writeFile(join(rooms.repo, '.env'), 'SECRET=1\n')
  await rooms.projects.update({
    id: rooms.projectId,
    checkCommand: check(),
    setupCommand: setup(),
    copyFiles: ['.env'],
  })
  rooms.agent.onTurn = async ({ open, text }) => {
    const write = (name: string) => writeFile(join(open.directory, name), `${name}\n`)
    const title = /^# (.+)$/m.exec(text)?.[1]
    // Given back: only what says so can be mended.
    if (title === undefined) {
      if (mends) await write('both.txt')
    } else for (const name of title.split(' ')) await write(name)
    return { kind: 'completed', text: 'Done.' }
  }
})
afterAll(async () => {
  await rooms.close()
  await clear(rooms)
})

/** Whether the agent mends what it is given back. */
let mends = true

/** How often a command of the project has run where merges are made. */
async function timesIn(name: 'checks' | 'setups', batchId: string): Promise<number> {
  const lines = (await readFile(noted(name), 'utf8')).split('\n')
  return lines.filter((line) => line.endsWith(join('integration', batchId))).length
}

describe('a batch with a check', () => {
  it('checks every merge once, gives back what fails only there, and leaves out what stays so', async () => {
    const { id } = await rooms.batch([
      'a.txt',
      'b.txt',
      'd.txt',
      'package-lock.json',
      'h.txt yarn.lock',
      'g.txt',
    ])
    const batch = await rooms.over(id)
    expect(batch.tasks.map(({ status }) => status)).toEqual([
      'merged',
      'merged',
      'skipped',
      'merged',
      'skipped',
      'merged',
    ])
    expect(batch).toMatchObject({ status: 'completed', verified: true })
    expect(batch.summary).toContain('The check passed after every merge.')
    const [a, b, d, , h] = batch.tasks

    // Given back once, with the output, where the work of both is.
    const { items } = await rooms.runs.listForTask(b?.taskId ?? '')
    expect(items).toHaveLength(2)
    expect(items[0]).toMatchObject({
      id: b?.runId,
      sessionId: items[1]?.sessionId,
      baseCommit: a?.mergeCommit,
    })
    expect(items[0]?.prompt).toContain('a and b do not go together')

    expect(d?.reason).toMatchObject({ code: 'check_failed', message: expect.stringMatching(/d fails here$/) })
    expect(h?.reason).toMatchObject({
      code: 'check_failed',
      message: expect.stringMatching(/h cannot be set up$/),
    })
    for (const one of [d, h]) {
      expect((await rooms.runs.listForTask(one?.taskId ?? '')).items).toHaveLength(2)
      expect((await rooms.runs.get(one?.runId ?? '')).worktreePath).not.toBeNull()
      expect((await rooms.tasks.get(one?.taskId ?? '')).status).toBe('in_review')
    }
    const names = await rooms.user('ls-tree', '--name-only', batch.branch)
    const merged = ['.gitignore', 'README.md', 'a.txt', 'b.txt', 'both.txt', 'g.txt', 'package-lock.json']
    expect(names.split('\n')).toEqual(merged)

    // A; A and B; then with both; with D, whose second try has the same tree; with the lockfile; with G.
    expect(await timesIn('checks', id)).toBe(6)
    // First; when a lockfile came; twice it failed with H, so that it is not taken for done with G.
    expect(await timesIn('setups', id)).toBe(5)
    expect(await rooms.user('worktree', 'list')).not.toContain(join('integration', id))
    expect(rooms.complaints).toEqual([])
  })

  it('takes what it knows of a tree that was checked before', async () => {
    const { id } = await rooms.batch(['a.txt'])
    expect(await rooms.over(id)).toMatchObject({ verified: true, counts: { merged: 1 } })
    expect(await timesIn('checks', id)).toBe(0)
    expect(await timesIn('setups', id)).toBe(1)
  })

  it('leaves out what its agent cannot mend, with the end of the output, and goes on', async () => {
    mends = false
    await rooms.settings.update({ maxFixAttempts: 0 })
    const { id } = await rooms.batch(['a.txt', 'b.txt', 'c.txt'])
    const batch = await rooms.over(id)
    expect(batch.tasks.map(({ status }) => status)).toEqual(['merged', 'failed', 'merged'])
    expect(batch.tasks[1]?.reason).toMatchObject({
      code: 'check_failed',
      message: expect.stringMatching(/a and b do not go together$/),
    })
    expect(batch.verified).toBe(true)
  })

  it('calls itself unverified once there is no check any more', async () => {
    await rooms.projects.update({ id: rooms.projectId, checkCommand: null })
    const { id } = await rooms.batch(['c.txt'])
    const batch = await rooms.over(id)
    expect(batch).toMatchObject({ verified: false, counts: { merged: 1 } })
    expect(batch.summary).toContain('Unverified')
    expect(batch.summary).not.toContain('passed')
    expect(await timesIn('setups', id)).toBe(0)
  })
})
