import { type RefObject, useRef, useState } from 'react'
import { batchName } from '#shared/batch-news.ts'
import type { Batch } from '#shared/batches.ts'
import type { InboxItem } from '#shared/inbox-items.ts'
import type { Publication } from '#shared/publications.ts'
import type { Task } from '#shared/tasks.ts'
import { useCommand } from '../commands/use-command.ts'
import { EditorBox } from '../editor/editor-box.tsx'
import { CommentReach } from '../issues/comment-reach.tsx'
import { OutsideLink } from '../publications/outside-link.tsx'
import { ReplyBox } from '../publications/reply-box.tsx'
import { areKeysHeld } from '../requests/hand-over.ts'
import { attempt } from '../state/actions.ts'
import { goTo, type Place } from '../state/navigation.ts'
import { client } from '../state/transport.ts'
import { t } from '../strings/t.ts'
import { COMMENT_DRAFT, COMMENT_MOST } from '../task/comment-draft.ts'
import { useTaskDraft } from '../task/use-task-draft.ts'
import { Button } from '../ui/button.tsx'
import { Markdown } from '../ui/markdown.tsx'
import { Ago } from '../ui/time.tsx'
import { toast } from '../ui/toast.ts'
import { InboxHead, useOpenKeys } from './inbox-item.tsx'
import { type Mention, remarkOf } from './item-words.ts'

/** What somebody has said to the user, in a task or of a pull request, and the room to answer it. */
export default function MentionDetail({
  item,
  mention: { author, body, url, at },
  task,
  batch,
  publication,
}: {
  item: InboxItem
  mention: Mention
  task: Task | undefined
  /** Whose pull request it is of, where it is no task's. */
  batch: Batch | undefined
  /** Whose remark it is, where it is one. */
  publication: Publication | undefined
}) {
  const remark = remarkOf(item.id)
  const place: Place | null =
    task !== undefined
      ? { to: task.isGoal ? 'brainstorm' : 'task', identifier: task.identifier }
      : batch !== undefined
        ? { to: 'batch', id: batch.id }
        : null
  const open = () => {
    if (place !== null) goTo(place)
  }
  useOpenKeys(open, open, place !== null)
  return (
    <>
      <InboxHead
        projectId={item.projectId}
        about={task?.identifier ?? t('Batch')}
        title={task?.title ?? (batch === undefined ? '' : batchName(batch))}
      >
        {place !== null && (
          <Button size="s" keys="item.task" onClick={open}>
            {place.to === 'batch'
              ? t('Open the batch')
              : place.to === 'brainstorm'
                ? t('Open the brainstorm')
                : t('Open the task')}
          </Button>
        )}
      </InboxHead>
      <section
        aria-label={t('Comment of {author}', { author })}
        className="rounded-l border bg-raised px-3 py-2.5"
      >
        <div className="mb-1 flex flex-wrap items-center gap-x-2 text-11 text-fg-3">
          <span className="font-medium text-fg-2">{author}</span>
          <Ago at={at} />
          {url !== null && (
            <OutsideLink href={url} className="hover:text-fg">
              {t('on GitHub')}
            </OutsideLink>
          )}
        </div>
        <Markdown>{body}</Markdown>
      </section>
      {remark !== null
        ? publication !== undefined && (
            <ReplyToRemark publication={publication} commentId={remark} author={author} />
          )
        : task !== undefined && <ReplyInTask task={task} />}
    </>
  )
}

/** A comment on the task: with it the mention is answered, and gone from here. */
function ReplyInTask({ task: { id, identifier } }: { task: Task }) {
  const [draft, setDraft] = useTaskDraft(id, COMMENT_DRAFT)
  const [busy, setBusy] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  useReplyKey(box)
  const send = async () => {
    const body = (draft ?? '').trim()
    if (body === '' || busy) return
    setBusy(true)
    const said = await attempt(() => client.tasks.addComment({ id, body }), t('The comment was not added'))
    setBusy(false)
    if (said === null) return
    setDraft(null)
    toast.info(t('Replied in {identifier}', { identifier }))
  }
  return (
    <div ref={box}>
      <EditorBox
        label={t('Reply')}
        placeholder={t('Reply with a comment. The next run reads it, too.')}
        value={draft ?? ''}
        onChange={setDraft}
        submit={t('Reply')}
        onSubmit={() => void send()}
        busy={busy}
        maxLength={COMMENT_MOST}
        quiet={draft === null}
        note={<CommentReach taskId={id} />}
      />
    </div>
  )
}

/** The same at GitHub, in the thread that the remark stands in. */
function ReplyToRemark({
  publication,
  commentId,
  author,
}: {
  publication: Publication
  commentId: number
  author: string
}) {
  const box = useRef<HTMLDivElement>(null)
  useReplyKey(box)
  return (
    <div ref={box}>
      <ReplyBox
        id={publication.id}
        commentId={commentId}
        author={author}
        login={publication.pull?.readAs ?? null}
      />
    </div>
  )
}

/** Binds the key that answers to the box in which that is written, or to the button that opens it. */
function useReplyKey(box: RefObject<HTMLElement | null>): void {
  useCommand(
    'task.answer',
    () => {
      if (areKeysHeld()) return
      const field = box.current?.querySelector<HTMLElement>('[contenteditable="true"], textarea')
      if (field === null || field === undefined) box.current?.querySelector('button')?.click()
      else field.focus()
    },
    { room: 'inbox' },
  )
}
