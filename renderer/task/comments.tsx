import { MessageSquare, Pencil, Trash2 } from 'lucide-react'
import { useRef, useState } from 'react'
import type { Comment } from '#shared/tasks.ts'
import { CommentReach } from '../issues/comment-reach.tsx'
import { OutsideLink } from '../publications/outside-link.tsx'
import { attempt } from '../state/actions.ts'
import { client } from '../state/transport.ts'
import { t } from '../strings/t.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { Markdown } from '../ui/markdown.tsx'
import { Ago } from '../ui/time.tsx'
import { EditorBox } from '../editor/editor-box.tsx'
import { COMMENT_DRAFT, COMMENT_MOST } from './comment-draft.ts'
import { type ListState, useList } from './use-list.ts'
import { useTaskDraft } from './use-task-draft.ts'

/** What people said about the task; a run's prompt carries it to the agent. */
export function Comments({ taskId }: { taskId: string }) {
  const list = useList<Comment>('comment', taskId, (id) => client.tasks.comments({ id }))
  const [removing, setRemoving] = useState<Comment | null>(null)
  return (
    <section aria-labelledby="comments-title" className="max-w-[72ch]">
      <h2 id="comments-title" className="mb-2 flex items-center gap-1.5 text-12 font-medium text-fg-2">
        <MessageSquare aria-hidden className="size-3.5" />
        {t('Comments')}
        {list.items.length > 0 && <span className="text-fg-3">{list.items.length}</span>}
      </h2>
      {list.status === 'failed' && (
        <p role="alert" className="mb-2 flex items-center gap-2 text-12 text-bad">
          {list.error}
          <Button size="s" onClick={list.reload}>
            {t('Try again')}
          </Button>
        </p>
      )}
      <ul className="grid gap-2">
        {list.items.toSorted(byTime).map((comment) => (
          <CommentItem key={comment.id} comment={comment} list={list} onRemove={() => setRemoving(comment)} />
        ))}
      </ul>
      <NewComment taskId={taskId} list={list} />
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={(open) => {
          if (!open) setRemoving(null)
        }}
        danger
        title={t('Delete this comment?')}
        description={
          removing?.url
            ? t('It is gone for good, on GitHub too while this project keeps its issues the same.')
            : t('It is gone for good, and later runs no longer read it.')
        }
        confirmLabel={t('Delete')}
        onConfirm={async () => {
          if (!removing) return
          const gone = await attempt(
            () => client.comments.remove({ id: removing.id }),
            t('The comment was not deleted'),
          )
          if (gone !== null) list.drop(removing.id)
        }}
      />
    </section>
  )
}

/** What came from GitHub stands where it was said, not where it was fetched. */
const byTime = (a: Comment, b: Comment) =>
  a.createdAt === b.createdAt ? (a.id < b.id ? -1 : 1) : a.createdAt < b.createdAt ? -1 : 1

function CommentItem({
  comment,
  list,
  onRemove,
}: {
  comment: Comment
  list: ListState<Comment>
  onRemove: () => void
}) {
  const [text, setText] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const item = useRef<HTMLLIElement>(null)
  const pencil = useRef<HTMLButtonElement>(null)
  const isOwn = comment.author === 'user'
  const close = () => {
    // The editor goes, and would take the focus along.
    if (item.current?.contains(document.activeElement) === true) pencil.current?.focus()
    setText(null)
  }
  const save = async () => {
    const body = text?.trim() ?? ''
    if (body === '' || busy) return
    if (body === comment.body) return close()
    setBusy(true)
    const saved = await attempt(
      () => client.comments.update({ id: comment.id, body }),
      t('The comment was not changed'),
    )
    setBusy(false)
    if (saved === null) return
    list.put(saved)
    close()
  }
  return (
    <li ref={item} className="group/comment rounded-l border border-line bg-raised px-3 py-2">
      <div className="mb-1 flex h-5.5 items-center gap-2 text-11 text-fg-3">
        <span className="font-medium text-fg-2">{isOwn ? t('You') : comment.author}</span>
        <Ago at={comment.createdAt} />
        {comment.updatedAt !== comment.createdAt && <span>{t('edited')}</span>}
        {comment.url !== null && (
          <OutsideLink href={comment.url} className="hover:text-fg">
            {t('on GitHub')}
          </OutsideLink>
        )}
        {isOwn && (
          <span className="ms-auto flex opacity-0 group-focus-within/comment:opacity-100 group-hover/comment:opacity-100">
            <IconButton
              ref={pencil}
              size="s"
              label={t('Edit the comment')}
              onClick={() => setText(comment.body)}
            >
              <Pencil />
            </IconButton>
            <IconButton size="s" label={t('Delete the comment')} onClick={onRemove}>
              <Trash2 />
            </IconButton>
          </span>
        )}
      </div>
      {text === null ? (
        <Markdown>{comment.body}</Markdown>
      ) : (
        <EditorBox
          label={t('Edit the comment')}
          value={text}
          onChange={setText}
          submit={t('Save')}
          onSubmit={() => void save()}
          onCancel={close}
          busy={busy}
          maxLength={COMMENT_MOST}
          autoFocus
        />
      )}
    </li>
  )
}

function NewComment({ taskId, list }: { taskId: string; list: ListState<Comment> }) {
  const [draft, setDraft] = useTaskDraft(taskId, COMMENT_DRAFT)
  const [busy, setBusy] = useState(false)
  const add = async () => {
    const body = (draft ?? '').trim()
    if (body === '' || busy) return
    setBusy(true)
    const comment = await attempt(
      () => client.tasks.addComment({ id: taskId, body }),
      t('The comment was not added'),
    )
    setBusy(false)
    if (comment === null) return
    list.put(comment)
    setDraft(null)
  }
  return (
    <div className="mt-2">
      <EditorBox
        label={t('Add a comment')}
        placeholder={t('Add a comment. The next run reads it.')}
        value={draft ?? ''}
        onChange={setDraft}
        submit={t('Comment')}
        onSubmit={() => void add()}
        busy={busy}
        maxLength={COMMENT_MOST}
        quiet={draft === null}
        note={<CommentReach taskId={taskId} />}
      />
    </div>
  )
}
