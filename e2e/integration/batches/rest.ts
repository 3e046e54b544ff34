import type { TestHost } from '../../support/host.ts'

/** What a call over REST was answered with. */
export interface Answer {
  status: number
  /** The entity, or the envelope of an error. */
  body: Record<string, unknown> & { code?: string; message?: string; details?: Record<string, unknown> }
}

/** Calls the host as a script of the user's would. */
export async function post(host: TestHost, path: string, body: unknown = {}): Promise<Answer> {
  const response = await host.fetch(`/api/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as Answer['body'] }
}

/** The events of the feed so far, oldest first. */
export async function feedOf(host: TestHost, name: RegExp): Promise<{ event: string; data: FeedData }[]> {
  const hangUp = new AbortController()
  const { seq } = await host.client.batches.list({})
  const response = await host.fetch('/api/events?after=0', { signal: hangUp.signal })
  const found: { event: string; data: FeedData }[] = []
  let text = ''
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const [, event] = /^event: ?(.+)$/m.exec(block) ?? []
      const [, data] = /^data: ?(.+)$/m.exec(block) ?? []
      const [, id] = /^id: ?(\d+)$/m.exec(block) ?? []
      if (event !== undefined && data !== undefined && name.test(event))
        found.push({ event, data: JSON.parse(data) as FeedData })
      if (Number(id) >= seq) {
        hangUp.abort()
        return found
      }
    }
  }
  return found
}

interface FeedData {
  id: string
  status?: string
  counts?: Record<string, number>
  tasks?: { taskId: string; status: string }[]
}
