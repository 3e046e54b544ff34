import { Bot } from 'lucide-react'
import type { PullComment } from '#shared/publications.ts'
import { useCommand } from '../commands/use-command.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { Markdown } from '../ui/markdown.tsx'
import { Ago } from '../ui/time.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { OutsideLink } from './outside-link.tsx'
import { Addressed, PanelPart } from './panel-part.tsx'
import { ReplyBox } from './reply-box.tsx'
import type { Chosen } from './chosen-remarks.ts'
import { placeOf, type Thread } from './words.ts'

/** What was remarked, as threads at their file and line; those that are ticked can be given to the agent. */
export function Remarks({
  id,
  threads,
  chosen: { open, chosen, ids },
  unticked,
  onTick,
  login,
  canReply,
  busy,
  onAddress,
  whyNot,
}: {
  id: string
  threads: readonly Thread[]
  /** Of these and of what reviews say. */
  chosen: Chosen
  unticked: ReadonlySet<number>
  onTick: (rootId: number) => void
  /** Who answers are written as; null = not known here. */
  login: string | null
  canReply: boolean
  busy: boolean
  /** Has the agent address these; null = nobody could. */
  onAddress: ((commentIds?: readonly number[]) => void) | null
  /** Why it cannot now. */
  whyNot: string | null
}) {
  const address = () => (ids === null ? onAddress?.() : onAddress?.(ids))
  useCommand('pull.address', address, {
    enabled: onAddress !== null && whyNot === null && !busy && chosen > 0,
  })
  const openThreads = threads.filter(({ isOpen }) => isOpen).length
  const said =
    threads.length === 0
      ? t('None')
      : openThreads === 0
        ? t('All of them are addressed')
        : t('{openThreads, plural, one {# thread is} other {# threads are}} not addressed', { openThreads })
  return (
    <PanelPart
      title={t('Remarks')}
      said={<span className={openThreads === 0 ? 'text-fg-3' : 'text-fg'}>{said}</span>}
      action={
        onAddress !== null &&
        open > 0 && (
          <Button
            size="s"
            icon={<Bot />}
            keys="pull.address"
            busy={busy}
            disabled={whyNot !== null || chosen === 0}
            title={whyNot ?? undefined}
            onClick={address}
          >
            {ids === null ? t('Address review') : t('Address {chosen} of {open}', { chosen, open })}
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
                : { ticked: !unticked.has(thread.root.id), onTick: () => onTick(thread.root.id) })}
            />
          ))}
        </ul>
      )}
    </PanelPart>
  )
}

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
            aria-label={t('Have the remark of {author} on {place} addressed', { author: root.author, place })}
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
        {root.isOutdated === true && (
          <Tooltip label={t('The diff has changed there since')}>
            <span className="flex-none text-wait">{t('outdated')}</span>
          </Tooltip>
        )}
        {!isOpen && <Addressed />}
        <OutsideLink
          href={root.url}
          label={t('See the remark on {place} at GitHub', { place })}
          className="ms-auto flex-none text-fg-3"
        >
          GitHub
        </OutsideLink>
      </div>
      {root.lines !== undefined && root.lines.length > 0 && <Lines lines={root.lines} />}
      <Said comment={root} />
      {replies.map((reply) => (
        <div key={reply.id} className="border-s-2 border-line ps-2.5">
          <Said comment={reply} />
        </div>
      ))}
      {canReply && <ReplyBox id={id} commentId={root.id} author={root.author} login={login} />}
    </li>
  )
}

/** The end of the diff that a remark stands at. */
const Lines = ({ lines }: { lines: readonly string[] }) => (
  <pre
    aria-label={t('The diff there')}
    className="overflow-x-auto rounded-m border border-line font-mono text-code leading-code"
  >
    {lines.map((line, index) => (
      <span
        // Two lines may say the same.
        // biome-ignore lint/suspicious/noArrayIndexKey: they neither come nor go
        key={index}
        className={cn(
          'block min-w-max px-2.5',
          line.startsWith('+')
            ? 'bg-add-bg text-add-fg'
            : line.startsWith('-')
              ? 'bg-del-bg text-del-fg'
              : 'text-fg-2',
        )}
      >
        {line}
      </span>
    ))}
  </pre>
)

const Said = ({ comment: { author, at, body } }: { comment: PullComment }) => (
  <div className="min-w-0">
    <div className="flex items-center gap-2 text-11 text-fg-3">
      <span className="font-medium text-fg-2">{author}</span>
      <Ago at={at} />
    </div>
    <Markdown className="max-w-[84ch]">{body}</Markdown>
  </div>
)
