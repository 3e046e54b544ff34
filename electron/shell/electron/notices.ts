import type { BatchNews } from '#shared/batch-news.ts'
import type { StoredSettings } from '#shared/settings.ts'
import { isOurs } from './origin.ts'
import type { Happening } from './work.ts'

export interface Notice {
  title: string
  body: string
}

/** What the user looks at: the address of the page, or null when its window is not in front. */
export type LookedAt = string | null

type Switches = Pick<StoredSettings, 'notifyWaiting' | 'notifyFailed' | 'notifyFinished'>

/** The notification for what happened; null when the user wants none of it or looks at it right now. */
export function noticeOf(happening: Happening, switches: Switches, looksAt: LookedAt): Notice | null {
  if (happening.of === 'batch') {
    if (looksAt !== null && shownIn('batches', looksAt) === happening.id) return null
    const { kind, title, body } = happening.news
    return isWanted(kind, switches) ? { title, body } : null
  }
  if (happening.of === 'pull') {
    const { name, identifier, batchId, news } = happening
    const shown =
      looksAt === null ? null : (shownIn('batches', looksAt) ?? shownIn('task', looksAt)?.toUpperCase())
    if (shown !== null && shown !== undefined && (shown === batchId || shown === identifier)) return null
    return isWanted(news.kind, switches) ? { title: `${name}: ${news.what}`, body: news.body } : null
  }
  if (looksAt !== null && shownIn('task', looksAt)?.toUpperCase() === happening.identifier) return null
  if (!isWanted(happening.kind, switches)) return null
  const task = `${happening.identifier} ${happening.title}`
  switch (happening.kind) {
    case 'waiting':
      return { title: `${task} waits for you`, body: happening.request }
    case 'failed':
      return { title: `${task} failed`, body: happening.message }
    case 'finished':
      return { title: `${task} is ready for review`, body: '' }
  }
}

function isWanted(kind: BatchNews['kind'], switches: Switches): boolean {
  switch (kind) {
    case 'waiting':
      return switches.notifyWaiting
    case 'failed':
      return switches.notifyFailed
    case 'finished':
      return switches.notifyFinished
    case 'cancelled':
      // Whoever cancelled it knows.
      return false
  }
}

const LONGEST = 300
/** What changes how the text around it is shown, or is no text. */
const CONTROLS = /[\p{Cc}\p{Bidi_Control}\s]+/gu

/** A notification without anything but text: an agent or a repository may have written it. */
export function plainNotice({ title, body }: Notice, platform: NodeJS.Platform): Notice {
  const plain = (text: string) => {
    const line = text.replaceAll(CONTROLS, ' ').trim()
    return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line
  }
  // Linux desktops take the body for markup, with links and pictures; not all of them undo what is escaped.
  const unmarked = platform === 'linux' ? body.replaceAll('<', '‹').replaceAll('>', '›') : body
  return { title: plain(title), body: plain(unmarked) }
}

/** What of a kind has its own screen shown at an address of the page. */
function shownIn(kind: 'task' | 'batches', url: string): string | null {
  if (!isOurs(url)) return null
  const [first, shown] = new URL(url).pathname.split('/').slice(1)
  return first === kind && shown !== undefined ? shown : null
}
