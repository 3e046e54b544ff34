import { isPicture } from '#shared/attachment-refs.ts'
import type { Attachment } from '#shared/attachments.ts'
import { client, transport } from '../state/transport.ts'

/** What is shown of an attachment. `url` is the page's own, of the content; null for what is no picture. */
export interface Shown {
  attachment: Attachment
  url: string | null
}

/** So many are kept for when they are shown again. */
const KEPT = 40

/** By id; the one that was asked for last stands last. */
const held = new Map<string, Promise<Shown>>()

/**
 * What there is to show of an attachment; its content is asked for once, as it never changes.
 *
 * @throws an error in words, such as for one that is gone
 */
export function shownAttachment(id: string): Promise<Shown> {
  const known = held.get(id)
  held.delete(id)
  const shown = known ?? load(id)
  held.set(id, shown)
  if (known === undefined) {
    shown.catch(() => {
      // Asked for again the next time.
      if (held.get(id) === shown) held.delete(id)
    })
  }
  const oldest = held.size > KEPT ? held.entries().next().value : undefined
  if (oldest !== undefined) {
    held.delete(oldest[0])
    oldest[1].then(
      ({ url }) => {
        // What is on the screen has it decoded already.
        if (url !== null) URL.revokeObjectURL(url)
      },
      () => {},
    )
  }
  return shown
}

async function load(id: string): Promise<Shown> {
  const attachment = await client.attachments.get({ id })
  if (!isPicture(attachment.mime)) return { attachment, url: null }
  return { attachment, url: URL.createObjectURL(await contentOf(attachment)) }
}

/** So many contents are brought at once: the rest of the page wants its connections, too. */
const AT_ONCE = 3
let underWay = 0
const waiting: (() => void)[] = []

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (underWay >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve))
  else underWay += 1
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    // Its turn goes over.
    if (next === undefined) underWay -= 1
    else next()
  }
}

async function contentOf({ id, mime }: Attachment): Promise<Blob> {
  const parts = await inTurn(() => transport().readAttachment(id))
  // Never as a kind that the browser would run.
  return new Blob(parts, { type: isPicture(mime) ? mime : 'application/octet-stream' })
}

/** Has the browser keep an attachment as a file. @throws an error in words */
export async function downloadAttachment(id: string): Promise<void> {
  const attachment = await client.attachments.get({ id })
  const url = URL.createObjectURL(await contentOf(attachment))
  const link = document.createElement('a')
  link.href = url
  link.download = attachment.name
  link.click()
  // The browser has taken it by the next turn; a large one may need a moment.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
