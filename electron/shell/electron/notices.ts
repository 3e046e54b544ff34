import type { NotifySetting, StoredSettings } from '#shared/settings.ts'
import { isOurs } from './origin.ts'
import type { Happening } from './happenings.ts'

export interface Notice {
  title: string
  body: string
}

/** What the user looks at: the address of the page, or null when its window is not in front. */
export type LookedAt = string | null

type Switches = Pick<StoredSettings, NotifySetting>

/** The notification for what happened; null when the user wants none of it or looks at it right now. */
export function noticeOf(happening: Happening, switches: Switches, looksAt: LookedAt): Notice | null {
  if (happening.of === 'batch') {
    if (looksAt !== null && shownIn('batches', looksAt) === happening.id) return null
    const { kind, title, body } = happening.news
    // Whoever cancelled it knows.
    if (kind === 'cancelled') return null
    return switches[kind === 'finished' ? 'notifyFinished' : 'notifyBatch'] ? { title, body } : null
  }
  if (happening.of === 'pull') {
    const { name, identifier, batchId, news } = happening
    const shown =
      looksAt === null ? null : (shownIn('batches', looksAt) ?? shownIn('task', looksAt)?.toUpperCase())
    if (shown !== null && shown !== undefined && (shown === batchId || shown === identifier)) return null
    const isWanted = switches[OF_PULL[news.kind]]
    return isWanted ? { title: `${name}: ${news.what}`, body: news.body } : null
  }
  const shown = looksAt === null ? null : (shownIn('task', looksAt) ?? shownIn('brainstorm', looksAt))
  if (shown?.toUpperCase() === happening.identifier) return null
  if (!switches[OF_RUN[happening.kind]]) return null
  const task = `${happening.identifier} ${happening.title}`
  switch (happening.kind) {
    case 'waiting':
      return { title: `${task} waits for you`, body: happening.request }
    case 'failed':
      return { title: `${task} failed`, body: happening.message }
    case 'mentioned':
      return { title: `${happening.author} mentioned you in ${task}`, body: happening.words }
    case 'planned':
      return { title: `${task} has a plan`, body: '' }
    case 'finished':
      return { title: `${task} is ready for review`, body: '' }
  }
}

/** What is told of a pull request. */
const OF_PULL = {
  waiting: 'notifyPull',
  failed: 'notifyPull',
  finished: 'notifyFinished',
  mentioned: 'notifyMention',
} as const satisfies Record<string, NotifySetting>

/** What is told of a run, by what became of it. */
const OF_RUN = {
  waiting: 'notifyWaiting',
  failed: 'notifyFailed',
  finished: 'notifyReview',
  planned: 'notifyReview',
  mentioned: 'notifyMention',
} as const satisfies Record<string, NotifySetting>

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
function shownIn(kind: 'task' | 'batches' | 'brainstorm', url: string): string | null {
  if (!isOurs(url)) return null
  const [first, shown] = new URL(url).pathname.split('/').slice(1)
  return first === kind && shown !== undefined ? shown : null
}
