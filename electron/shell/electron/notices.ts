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

/** The notification for what happened; null when the user wants none of it or looks at the task right now. */
export function noticeOf(happening: Happening, switches: Switches, looksAt: LookedAt): Notice | null {
  if (looksAt !== null && taskShown(looksAt) === happening.identifier) return null
  const task = `${happening.identifier} ${happening.title}`
  switch (happening.kind) {
    case 'waiting':
      return switches.notifyWaiting ? { title: `${task} waits for you`, body: happening.request } : null
    case 'failed':
      return switches.notifyFailed ? { title: `${task} failed`, body: happening.message } : null
    case 'finished':
      return switches.notifyFinished ? { title: `${task} is ready for review`, body: '' } : null
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

function taskShown(url: string): string | null {
  if (!isOurs(url)) return null
  const shown = /^\/task\/([^/]+)/.exec(new URL(url).pathname)?.[1]
  return shown === undefined ? null : shown.toUpperCase()
}
