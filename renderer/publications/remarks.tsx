import { Bot, CircleCheck } from 'lucide-react'
import { useState } from 'react'
import type { PullComment, PullRequest } from '#shared/publications.ts'
import { Button } from '../ui/button.tsx'
import { Markdown } from '../ui/markdown.tsx'
import { Ago } from '../ui/time.tsx'
import { useShortcut } from '../ui/use-shortcut.ts'
import { OutsideLink } from './outside-link.tsx'
import { PanelPart } from './panel-part.tsx'
import { ReplyBox } from './reply-box.tsx'
import { placeOf, type Thread, threadsOf, verdicts } from './words.ts'

const KEYS = 'shift+a'

/** What was remarked, as threads at their file and line; those that are ticked can be given to the agent. */
export function Remarks({
  id,
  comments,
  reviews,
  login,
  canReply,
  busy,
  onAddress,
  whyNot,
}: {
  id: string
  comments: readonly PullComment[]
  /** What they say as a whole is addressed along with the remarks. */
  reviews: PullRequest['reviews']
  /** Who answers are written as; null = not known here. */
  login: string | null
  canReply: boolean
  busy: boolean
  /** Has the agent address these; null = nobody could. */
  onAddress: ((commentIds?: readonly number[]) => void) | null
  /** Why it cannot now. */
  whyNot: string | null
}) {
  const threads = threadsOf(comments)
  // Whatever nobody has addressed is meant, unless its tick is taken away.
  const [unticked, setUnticked] = useState<ReadonlySet<number>>(new Set())
  const open = threads.filter(({ isOpen }) => isOpen)
  const chosen = open.filter(({ root }) => !unticked.has(root.id))
  const toggle = (rootId: number) =>
    setUnticked((before) => {
      const next = new Set(before)
      if (!next.delete(rootId)) next.add(rootId)
      return next
    })
  const isAll = chosen.length === open.length
  // Whether what a review said as a whole is addressed, the host knows.
  const isAsked = open.length > 0 || verdicts(reviews).requested.length > 0
  const address = () => (isAll ? onAddress?.() : onAddress?.(idsOf(chosen)))
  useShortcut(KEYS, address, {
    enabled: onAddress !== null && whyNot === null && !busy && isAsked && (isAll || chosen.length > 0),
  })
  const said =
    threads.length === 0
      ? 'None'
      : open.length === 0
        ? 'All of them are addressed'
        : `${open.length} ${open.length === 1 ? 'thread is' : 'threads are'} not addressed`
  return (
    <PanelPart
      title="Remarks"
      said={<span className={open.length === 0 ? 'text-fg-3' : 'text-fg'}>{said}</span>}
      action={
        onAddress !== null &&
        isAsked && (
          <Button
            size="s"
            icon={<Bot />}
            keys={KEYS}
            busy={busy}
            disabled={whyNot !== null || (!isAll && chosen.length === 0)}
            title={whyNot ?? undefined}
            onClick={address}
          >
            {isAll ? 'Address review' : `Address ${chosen.length} of ${open.length}`}
          </Button>
        )
      }
    >
      {threads.length > 0 && (
        <ul className="grid grid-cols-[minmax(0,1fr)] gap-2 pb-1">
          {threads.map((thread) => (
            <ThreadItem
              key={thread.root.id}
              id={id}
              thread={thread}
              login={login}
              canReply={canReply}
              {...(onAddress === null
                ? {}
                : { ticked: !unticked.has(thread.root.id), onTick: () => toggle(thread.root.id) })}
            />
          ))}
        </ul>
      )}
    </PanelPart>
  )
}

/** What of these threads nobody has given to the agent yet. */
const idsOf = (threads: readonly Thread[]): number[] =>
  threads.flatMap(({ root, replies }) =>
    [root, ...replies].filter(({ addressed }) => !addressed).map(({ id }) => id),
  )

function ThreadItem({
  id,
  thread: { root, replies, isOpen },
  login,
  canReply,
  ticked,
  onTick,
}: {
  id: string
  thread: Thread
  login: string | null
  canReply: boolean
  ticked?: boolean
  onTick?: () => void
}) {
  const place = placeOf(root)
  return (
    <li className="grid grid-cols-[minmax(0,1fr)] gap-1 rounded-l border border-line bg-raised px-3 py-2">
      <div className="flex min-h-5.5 min-w-0 items-center gap-2 text-11 text-fg-3">
        {isOpen && onTick !== undefined && (
          <input
            type="checkbox"
            aria-label={`Have the remark of ${root.author} on ${place} addressed`}
            className="accent-accent"
            checked={ticked === true}
            onChange={onTick}
          />
        )}
        <span
          title={place}
          className={root.path === null ? 'truncate' : 'truncate font-mono-11 text-fg-2 [direction:ltr]'}
        >
          {place}
        </span>
        {!isOpen && (
          <span className="flex flex-none items-center gap-1 text-ok">
            <CircleCheck aria-hidden className="size-3" />
            addressed
          </span>
        )}
        <OutsideLink
          href={root.url}
          label={`See the remark on ${place} at GitHub`}
          className="ml-auto flex-none text-fg-3"
        >
          GitHub
        </OutsideLink>
      </div>
      <Said comment={root} />
      {replies.map((reply) => (
        <div key={reply.id} className="border-l-2 border-line pl-2.5">
          <Said comment={reply} />
        </div>
      ))}
      {canReply && <ReplyBox id={id} commentId={root.id} author={root.author} login={login} />}
    </li>
  )
}

const Said = ({ comment: { author, at, body } }: { comment: PullComment }) => (
  <div className="min-w-0">
    <div className="flex items-center gap-2 text-11 text-fg-3">
      <span className="font-medium text-fg-2">{author}</span>
      <Ago at={at} />
    </div>
    <Markdown className="max-w-[84ch]">{body}</Markdown>
  </div>
)
