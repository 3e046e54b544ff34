import { chmod, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { TestHost } from '../../support/host.ts'
import { temporaryFolder } from '../../support/repository.ts'
import { bash, write } from '../../support/scripted.ts'
import { slowTest } from '../../support/slow.ts'
import { type BatchBench, batchBench } from './fixture.ts'

// A checkout may hang: here on a filter of the repository's, while a file is there that tells it to.

let bench: BatchBench
let host: TestHost
let folder: string

beforeAll(async () => {
  folder = await temporaryFolder('filter')
  bench = await batchBench(
    { checkCommand: 'true' },
    { '.gitattributes': '*.txt filter=slow\n', 'held.txt': 'held\n' },
  )
  host = bench.host
  const filter = join(folder, 'filter.sh')
  const lines = [
    '#!/bin/sh',
    `case $PWD in */integration/*) [ -f ${folder}/hold ] && echo $$ > ${folder}/pid && sleep 120 ;; esac`,
    'cat',
  ]
  await writeFile(filter, `${lines.join('\n')}\n`)
  await chmod(filter, 0o755)
  await bench.git('config', 'filter.slow.smudge', filter)
  await writeFile(join(folder, 'hold'), '')
})
afterAll(async () => {
  await host.stop()
  await bench.end()
  await rm(folder, { recursive: true, force: true })
})

/** The filter of a checkout that hangs. */
async function hanging(): Promise<number> {
  const file = join(folder, 'pid')
  const read = () => readFile(file, 'utf8').catch(() => '')
  await expect.poll(read, { timeout: 60_000, interval: 20 }).toMatch(/\n/)
  const pid = Number(await read())
  await rm(file)
  return pid
}

/** Whether a process lives, and is no zombie. */
async function isAlive(pid: number): Promise<boolean> {
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') Z')
  return !/\) Z/.test(state)
}

slowTest('a batch can be ended, and a host stopped or killed, while a checkout hangs', async () => {
  const slow = await bench.task('Slow', bash('sleep 120'))
  const quick = await bench.task('Quick', write('quick.txt', 'quick\n'))
  const ahead = await host.client.batches.create({ taskIds: [slow.id, quick.id], mode: 'parallel' })
  // The worktree for merges is made while the first one is at work.
  const first = await hanging()
  expect((await host.client.batches.cancel({ id: ahead.id })).status).toBe('cancelled')
  expect(await isAlive(first)).toBe(false)
  expect(await bench.git('worktree', 'list')).not.toContain('/integration/')

  const { id } = await host.client.batches.create({ taskIds: [quick.id], mode: 'parallel' })
  const second = await hanging()
  await host.stop()
  expect(await isAlive(second)).toBe(false)

  host = await TestHost.start(bench.dataFolder)
  const third = await hanging()
  await host.kill()
  expect(await isAlive(third)).toBe(true)
  await rm(join(folder, 'hold'))
  host = await TestHost.start(bench.dataFolder)
  expect(await isAlive(third)).toBe(false)
  const batch = await host.when(async () => {
    const now = await host.client.batches.get({ id })
    return now.status === 'completed' ? now : undefined
  })
  expect(batch.tasks.map(({ status }) => status)).toEqual(['merged'])
  expect(await bench.git('show', `${batch.branch}:held.txt`)).toBe('held')
})
