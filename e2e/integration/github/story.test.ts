import { rm } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { FakeGithub } from '../../support/github/fake-github.ts'
import type { FakeRepository } from '../../support/github/repository.ts'
import { TestHost } from '../../support/host.ts'
import { temporaryFolder } from '../../support/repository.ts'
import { filesWith, processesOf } from '../../support/secrecy.ts'
import { scripted, write } from '../../support/scripted.ts'

// The whole of it: from nothing to a merged pull request, and what of the token can be seen meanwhile.

let dataFolder: string
let github: FakeGithub
let repository: FakeRepository
let host: TestHost

beforeAll(async () => {
  dataFolder = await temporaryFolder('story')
  github = await FakeGithub.start()
  github.addUser('ada', { name: 'Ada Lovelace' })
  github.addUser('grace', { name: 'Grace Hopper' })
  repository = await github.addRepository('ada/engine', {
    private: true,
    files: { 'README.md': '# Engine\n' },
    access: { grace: 'write' },
  })
  host = await TestHost.start(dataFolder)
})
afterAll(async () => {
  await host.stop()
  await github.stop()
  await rm(dataFolder, { recursive: true, force: true, maxRetries: 3 })
})

it('a batch becomes one pull request, which is reviewed, mended and merged', async () => {
  const { client } = host
  const said: unknown[] = []
  const say = <T>(answer: T): T => {
    said.push(answer)
    return answer
  }
  const seen = new Set<string>()
  const isWatching = { now: true }
  /** Everything that runs while the story goes on. */
  const watch = async () => {
    while (isWatching.now) {
      for (const { line, environment } of await processesOf(host, dataFolder)) seen.add(line).add(environment)
      // Without a pause the watching would take a core from what is watched.
      await delay(10)
    }
  }

  // Signs in with a code.
  await client.settings.update({
    githubHosts: [{ host: github.host, clientId: github.devices.clientId }],
  })
  const signIn = say(await client.github.signIn({ host: github.host }))
  const finished = client.github.finishSignIn({ host: github.host })
  github.devices.approve(signIn.userCode, 'ada')
  const account = say(await finished)
  expect(account).toMatchObject({ login: 'ada', state: 'ready', host: github.host })
  const watched = watch()

  // Brings a repository.
  const listed = await host.when(async () => {
    const page = await client.github.repositories({ accountId: account.id, q: 'engine', limit: 50 })
    return page.items.length > 0 ? page : undefined
  })
  const cloneUrl = say(listed).items[0]?.cloneUrl ?? ''
  const { id: projectId } = await client.projects.create({
    cloneUrl,
    githubAccountId: account.id,
    name: 'Engine',
    model: 'practice/scripted',
  })
  const project = await host.when(async () => {
    const now = await client.projects.get({ id: projectId })
    return now.state === 'ready' ? now : undefined
  })
  expect(say(project).github).toEqual({ host: github.host, owner: 'ada', name: 'engine' })

  // Two tasks, one batch, one pull request.
  const make = (title: string, file: string) =>
    client.tasks.create({
      projectId,
      title,
      description: scripted(write(file, `${title}\n`), { text: 'Done.' }),
    })
  const tasks = [await make('Pump', 'pump.txt'), await make('Valve', 'valve.txt')]
  const { id: batchId } = await client.batches.create({
    taskIds: tasks.map(({ id }) => id),
    mode: 'parallel',
    options: { publish: 'pull_request' },
  })
  const batch = await host.when(async () => {
    const now = await client.batches.get({ id: batchId })
    return now.status === 'completed' ? now : undefined
  })
  expect(say(batch).counts).toMatchObject({ merged: 2, total: 2 })
  const publication = await host.when(async () => {
    const { items } = await client.publications.list({ batchId })
    return items.find(({ status }) => status === 'open')
  })
  expect(say(publication)).toMatchObject({ batchId, prNumber: 1, headCommit: batch.headCommit })
  expect(repository.pull(1).pull.headCommit).toBe(batch.headCommit)

  // It is reviewed; an agent is given what was said, and its result is on the same pull request.
  repository.addReviewComment(
    1,
    `The unit, please.\n\n${scripted(write('pump.txt', 'Pump in bar\n'), { text: 'Done.' })}`,
    {
      by: 'grace',
      path: 'pump.txt',
      line: 1,
    },
  )
  const reviewed = say(await client.publications.refresh({ id: publication.id }))
  const [remark] = reviewed.pull?.comments ?? []
  expect(remark).toMatchObject({ author: 'grace', path: 'pump.txt', addressed: false })
  const run = say(await client.publications.addressReview({ id: publication.id }))
  await host.runWith(run.id, 'succeeded')
  const mended = await host.when(async () => {
    const now = await client.publications.get({ id: publication.id })
    return now.status === 'open' && now.pushedCommit !== batch.headCommit ? now : undefined
  })
  expect(say(mended).prNumber).toBe(1)
  expect(repository.pull(1).pull.headCommit).toBe(mended.pushedCommit)

  isWatching.now = false
  await watched

  // Merged at GitHub, by the app, once it is no draft any more.
  const draft = say(await client.publications.refresh({ id: publication.id }))
  expect(draft.pull?.draft).toBe(true)
  await expect(client.publications.merge({ id: publication.id, method: 'squash' })).rejects.toMatchObject({
    message: expect.stringContaining('draft'),
  })
  expect(say(await client.publications.ready({ id: publication.id })).pull?.draft).toBe(false)
  say(await client.publications.refresh({ id: publication.id }))
  say(await client.publications.merge({ id: publication.id, method: 'squash' }))
  const merged = await host.when(async () => {
    const now = await client.publications.get({ id: publication.id })
    return now.status === 'merged' ? now : undefined
  })
  expect(say(merged).pull?.state).toBe('merged')
  for (const { id } of tasks)
    await host.when(async () => ((await client.tasks.get({ id })).status === 'done' ? true : undefined))
  expect(await repository.git.git(['show', 'refs/heads/main:pump.txt'])).toBe('Pump in bar')
  expect(github.calls('POST /repos/{owner}/{repo}/pulls')).toHaveLength(1)

  // The token is nowhere but in the secret store.
  const tokens = [...github.world.tokens.keys()]
  expect(tokens.length).toBeGreaterThan(0)
  expect(await filesWith(dataFolder, tokens)).toEqual([])
  // What was to be watched was seen.
  for (const program of ['opencode\0serve', 'git\0-c'])
    expect(
      [...seen].some((text) => text.includes(program)),
      program,
    ).toBe(true)
  const all = [...seen, JSON.stringify(said), ...host.stderr].join('\n')
  for (const token of tokens) expect(all.includes(token)).toBe(false)
  expect(github.requests.filter(({ url }) => tokens.some((token) => url.includes(token)))).toEqual([])
  expect(github.violations).toEqual([])
})
