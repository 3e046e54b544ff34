import { afterAll, beforeAll, expect, it } from 'vitest'
import { FakeGithub } from '../../support/github/fake-github.ts'
import { refusals } from '../../support/github/faults.ts'
import { write } from '../../support/scripted.ts'
import { type Bench, openBench } from './publishing.ts'

let bench: Bench
let mirror: FakeGithub
beforeAll(async () => {
  bench = await openBench()
  mirror = await FakeGithub.start()
  mirror.addUser('ada')
})
afterAll(async () => {
  await bench.end()
  await mirror.stop()
})

it('goes on with an account of the server it is pushed to, wherever its project is fetched from', async () => {
  const { accountId, github } = bench
  const { client } = bench.host
  const copy = await mirror.addRepository('ada/engine')
  await bench.git('remote', 'set-url', '--push', 'origin', bench.repository.cloneUrl)
  const [task] = await bench.done({ title: 'work', steps: [write('work.txt', 'work\n'), { text: 'Done.' }] })
  github.fail('POST /repos/{owner}/{repo}/pulls', refusals.unauthorized)
  const { id } = await client.publications.create({ taskId: task?.id ?? '' })
  expect((await bench.publicationWith(id, 'blocked')).failure?.code).toBe('unauthorized')

  await bench.git('remote', 'set-url', 'origin', copy.cloneUrl)
  const token = mirror.addToken('ada').value
  const other = await client.github.addToken({ host: mirror.host, token })
  await bench.host.when(async () => {
    const { github: place } = await client.projects.get({ id: bench.projectId })
    return place?.host === other.host ? place : undefined
  })
  await client.publications.retry({ id })
  expect(await bench.publicationWith(id, 'blocked', 'open')).toMatchObject({ status: 'open', accountId })
  expect(mirror.requests.filter(({ path }) => path.includes('/pulls'))).toEqual([])
})

it('follows on as the account that speaks for its project, once the one that made it is removed', async () => {
  const { client } = bench.host
  await bench.git('remote', 'set-url', 'origin', bench.repository.cloneUrl)
  const [task] = await bench.done({ title: 'left', steps: [write('left.txt', 'left\n'), { text: 'Done.' }] })
  const { id } = await client.publications.create({ taskId: task?.id ?? '' })
  await bench.publicationWith(id, 'open')
  await client.github.removeAccount({ id: bench.accountId })
  const failureIs = (code: string | undefined) =>
    bench.host.when(async () => {
      const now = await client.publications.get({ id })
      return now.failure?.code === code ? now : undefined
    })
  expect((await failureIs('no_account')).status).toBe('open')

  const token = bench.github.addToken('ada').value
  const again = await client.github.addToken({ host: bench.github.host, token })
  expect(again.id).not.toBe(bench.accountId)
  expect((await failureIs(undefined)).accountId).toBe(again.id)
  await client.publications.ready({ id })
  expect(await client.publications.merge({ id, method: 'merge' })).toMatchObject({ status: 'merged' })
})
