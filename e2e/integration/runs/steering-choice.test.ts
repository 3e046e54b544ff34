import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { afterAll, describe, expect, it } from 'vitest'
import { createFiles } from '#electron/files/files.ts'
import { createGit } from '#electron/git/git.ts'
import type { Model } from '#shared/providers.ts'
import { git, makeRepository, temporaryFolder } from '../../support/repository.ts'
import { closeBenches, code, done, open, restart, untilAborted } from './benches.ts'

// Who works from which words on, what was said before, and files to speak of.

closeBenches()

const model = (id: string, variants: string[] = []): Model =>
  ({ id, name: id, providerId: 'fake', providerName: 'Fake', variants, scripted: false }) as unknown as Model
const models = [model('fake/model'), model('fake/other', ['high'])]
const worker = ({ model, agent, variant }: { model: string; agent: string; variant: string | null }) =>
  `${agent} ${model} ${variant ?? '-'}`

describe('who works is chosen', () => {
  it('with a message, which a host that was killed says with the same choice', async () => {
    const bench = await open({ models })
    const begun = Promise.withResolvers<void>()
    bench.agent.onTurn = (turn) => {
      begun.resolve()
      return untilAborted(turn)
    }
    const { id } = await bench.start('Steer me')
    await begun.promise
    const chosen = { model: 'fake/other', variant: 'high', agent: 'plan' }
    const first = await bench.runs.message(id, 'Only plan it.', false, chosen)
    expect(first).toMatchObject(chosen)
    // A variant alone is one of the model that will be at work by then.
    expect(await bench.runs.message(id, 'And think.', false, { variant: 'high' })).toMatchObject({
      model: 'fake/other',
      variant: 'high',
      agent: null,
    })
    // Nobody has heard it: who works is as it was.
    expect(worker(await bench.runs.get(id))).toBe('build fake/model -')

    const again = await restart(bench, { models })
    again.agent.onTurn = done
    await again.until(id, 'succeeded')
    expect(again.agent.opened.map(worker)).toContain('plan fake/other high')
    const said = again.agent.told.map(({ text }) => text)
    expect(said.some((text) => text.startsWith('Only plan it.'))).toBe(true)
    expect(said.at(-1)).toBe('And think.')
    expect(worker(await again.runs.get(id))).toBe('plan fake/other high')
    const notices = (await again.log(id)).flatMap((item) => (item.kind === 'notice' ? [item.text] : []))
    expect(notices).toContain('From here on: plan on fake/other, high. Before: build on fake/model.')
  })

  it('with a send-back and a retry, and only from what there is', async () => {
    const bench = await open({ models })
    const { id } = await bench.start('Choose')
    await bench.until(id, 'succeeded')
    for (const [choice, expected] of [
      [{ model: 'fake/gone' }, 'MODEL_NOT_CONFIGURED'],
      [{ model: 'fake/model', variant: 'high' }, 'BAD_REQUEST'],
      [{ variant: 'high' }, 'BAD_REQUEST'],
      [{ agent: 'nobody' }, 'BAD_REQUEST'],
    ] as const) {
      expect(await bench.runs.sendBack(id, 'Again.', choice).catch(code)).toBe(expected)
      expect(await bench.runs.retry(id, choice).catch(code)).toBe(expected)
      expect(await bench.runs.previewSendBack(id, 'Again.', choice).catch(code)).toBe(expected)
    }
    const preview = await bench.runs.previewSendBack(id, 'See @work.txt, @no/such.ts, @alice.', {
      model: 'fake/other',
      variant: 'high',
    })
    expect(preview).toMatchObject({ model: 'fake/other', variant: 'high', agent: 'build' })
    expect(preview.files).toEqual([
      { path: 'work.txt', exists: true },
      { path: 'no/such.ts', exists: false },
    ])
    const back = await bench.runs.sendBack(id, 'See @work.txt, @no/such.ts, @alice.', {
      model: 'fake/other',
      variant: 'high',
    })
    expect(worker(back)).toBe('build fake/other high')
    await bench.until(back.id, 'succeeded')
    // Letter by letter what was shown.
    expect(bench.agent.told.at(-1)?.text).toBe(preview.text)
    const retried = await bench.runs.retry(back.id, { agent: 'plan' })
    expect(worker(await bench.until(retried.id, 'succeeded'))).toBe('plan fake/model -')
  })
})

it('what was said to agents of a project comes newest first, each once, and goes with its task', async () => {
  let now = Date.parse('2026-01-01T00:00:00.000Z')
  const bench = await open({ models, clock: () => new Date((now += 1000)) })
  const first = await bench.start('One')
  await bench.until(first.id, 'succeeded')
  const back = await bench.runs.sendBack(first.id, 'Again, please.')
  await bench.until(back.id, 'succeeded')
  bench.agent.onTurn = untilAborted
  const other = await bench.start('Two')
  for (const text of ['Faster.', 'Use tabs.', 'Faster.']) await bench.runs.message(other.id, text, false)
  await bench.store.write((tx) => bench.runs.tellIn(tx, other.id, 'Words of a batch.'))
  const said = async (limit = 100) =>
    (await bench.runs.said(bench.projectId, limit)).items.map(({ text }) => text)
  expect(await said()).toEqual(['Faster.', 'Use tabs.', 'Again, please.'])
  expect(await said(1)).toEqual(['Faster.'])
  await bench.runs.cancel(other.id)
  await bench.runs.releaseTask(other.taskId)
  await bench.tasks.remove(other.taskId)
  expect(await said()).toEqual(['Again, please.'])
  expect(await bench.runs.said(back.id, 1).catch(code)).toBe('NOT_FOUND')
})

describe('files', () => {
  const kept: string[] = []
  afterAll(() => Promise.all(kept.map((path) => rm(path, { recursive: true, force: true }))))
  const repository = async () => {
    const repo = await makeRepository()
    const outside = await temporaryFolder('outside')
    kept.push(repo, outside)
    return { repo, outside }
  }
  const runner = createGit({ hostId: 'files', onThread: true })

  it('are those of the working tree, new ones too, whatever they are called', async () => {
    const { repo, outside } = await repository()
    await writeFile(join(outside, 'secret.txt'), 'x')
    await writeFile(join(repo, '.gitignore'), 'ignored.txt\n')
    await mkdir(join(repo, 'dir with space'))
    const names = [
      'plain.ts',
      'dir with space/a "b".ts',
      '-rf',
      ':(top)x',
      '*.glob',
      '--help',
      'größe.ts',
      'a\nb.ts',
      'gnp\u202Eexe.ts',
      'ignored.txt',
    ]
    for (const name of names) await writeFile(join(repo, name), '')
    await symlink(outside, join(repo, 'way-out'))
    const files = createFiles(runner)
    const all = async (query: string) => (await files.find(repo, query, 100)).items.map(({ path }) => path)
    try {
      const top = await all('')
      for (const name of ['plain.ts', '-rf', ':(top)x', '*.glob', '--help', 'größe.ts', 'dir with space'])
        expect(top).toContain(name)
      for (const name of ['a\nb.ts', 'gnp\u202Eexe.ts', 'ignored.txt', '.git'])
        expect(top).not.toContain(name)
      expect((await all('a b ts'))[0]).toBe('dir with space/a "b".ts')
      expect(await all('secret')).toEqual([])
      expect(await all('../')).toEqual([])
      expect(await all('/etc/passwd')).toEqual([])
      // Another commit is another list, at once; what is deleted is not offered.
      await rm(join(repo, 'plain.ts'))
      await writeFile(join(repo, 'fresh.ts'), '')
      await git(repo, 'add', '-A')
      await git(repo, 'commit', '-qm', 'other')
      await expect.poll(() => all('plain')).toEqual([])
      expect(await all('fresh')).toEqual(['fresh.ts'])
      await rm(repo, { recursive: true, force: true })
      await expect.poll(() => files.find(repo, 'fresh', 1).catch(code)).toBe('NOT_A_REPOSITORY')
    } finally {
      await files.close()
    }
  })

  it('of a repository of 50,000 hold nothing up', async () => {
    const records = Array.from(
      { length: 50_000 },
      (_, at) => `H packages/p${at % 400}/src/module-${at % 37}/file-${at}.ts\0`,
    )
    const listed = Buffer.from(records.join(''))
    const files = createFiles({
      requireRepository: async () => {},
      commitOf: async () => null,
      listFiles: async () => Buffer.from(listed),
    })
    const delays: number[] = []
    let last = performance.now()
    const ticking = setInterval(() => {
      const now = performance.now()
      delays.push(now - last)
      last = now
    }, 1)
    try {
      const found = await files.find('/repo', 'p399 file-49999', 5)
      expect(found.total).toBe(50_000)
      expect(found.items[0]?.path).toBe('packages/p399/src/module-12/file-49999.ts')
      await files.find('/repo', 'file 777', 20)
      // Some milliseconds on an idle machine; another test may have the processor for a while.
      expect(Math.max(...delays)).toBeLessThan(60)
    } finally {
      clearInterval(ticking)
      await files.close()
    }
  })
})
