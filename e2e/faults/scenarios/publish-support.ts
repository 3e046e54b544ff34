import type { Publication } from '#shared/publications.ts'
import type { TestHost } from '../../support/host.ts'
import { type Death, diesAt } from './deaths.ts'

/** Every journaled moment of a publication, in their order. */
export const PUBLISH_DEATHS: Death[] = ['push', 'pull_request', 'details'].flatMap((step) =>
  ['begin', 'worked', 'written'].map((moment) => ({ at: `publication:${step}:${moment}` })),
)

/** Publishes a task, unless that was begun. @returns the publication's id */
export async function beginOnce(
  { client }: TestHost,
  input: { taskId: string; labels: string[]; reviewers: string[] },
): Promise<string> {
  const { items } = await client.publications.list({ taskId: input.taskId })
  return items[0]?.id ?? (await client.publications.create(input)).id
}

/**
 * Publishes something in hosts that are killed, one after the other, until one of them has its pull request open.
 *
 * @param start a host with an environment, on the same data folder
 * @param begin gives the id of the publication, which it begins unless it is there
 * @returns that host, and how many were killed
 */
export async function publishKilled(
  start: (environment: Record<string, string>) => Promise<TestHost>,
  begin: (host: TestHost) => Promise<string>,
  deaths: readonly Death[],
): Promise<{ host: TestHost; publication: Publication; killed: number }> {
  const open = async (host: TestHost) => {
    const id = await begin(host)
    return host.when(async () => {
      const now = await host.client.publications.get({ id })
      return now.status === 'open' ? now : undefined
    })
  }
  let killed = 0
  for (const death of deaths) if (await diesAt(start, death, open)) killed += 1
  const host = await start({})
  return { host, publication: await open(host), killed }
}
