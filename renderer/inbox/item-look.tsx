import {
  AtSign,
  CircleAlert,
  CirclePause,
  FileWarning,
  GitMerge,
  GitPullRequestArrow,
  Hand,
  Lightbulb,
  type LucideIcon,
  MessageCircleQuestionMark,
  ScanEye,
  ShieldQuestionMark,
  Split,
} from 'lucide-react'
import { createElement } from 'react'
import type { RequestKind } from '#shared/requests.ts'
import type { InboxGroup, InboxItem } from '#shared/inbox-items.ts'
import { t } from '../strings/t.ts'
import type { About } from './item-words.ts'

/** What the parts of the inbox are called. */
export const GROUP_NAMES: Record<InboxGroup, string> = {
  agents: t('Agents that wait'),
  review: t('To review'),
  failed: t('Failed'),
  pulls: t('Pull requests'),
  mentions: t('Mentions'),
}

const TONES: Record<InboxGroup, string> = {
  agents: 'text-wait',
  review: 'text-review',
  failed: 'text-bad',
  pulls: 'text-wait',
  mentions: 'text-wait',
}

const OF_REQUEST: Record<RequestKind, LucideIcon> = {
  permission: ShieldQuestionMark,
  question: MessageCircleQuestionMark,
  limit: CirclePause,
  trust: FileWarning,
}

/** The mark of an item, in the colour of what it waits with; its line says the same in words. */
export function ItemIcon({ item, about }: { item: InboxItem; about: About }) {
  return createElement(iconOf(item, about), {
    'aria-hidden': true,
    className: `size-3.5 flex-none ${TONES[item.group]}`,
  })
}

function iconOf({ kind }: InboxItem, { request, batch }: About): LucideIcon {
  switch (kind) {
    case 'request':
      return OF_REQUEST[request?.kind ?? 'question']
    case 'batch':
      return batch?.tasks.some(({ awaitsApproval }) => awaitsApproval) === true ? Hand : CirclePause
    case 'contest':
      return Split
    case 'plan':
      return Lightbulb
    case 'review':
      return ScanEye
    case 'merge':
      return GitMerge
    case 'failed':
      return CircleAlert
    case 'pull':
      return GitPullRequestArrow
    case 'mention':
      return AtSign
  }
}
