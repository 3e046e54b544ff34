import { Pencil } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Task } from '#shared/tasks.ts'
import { useCommand } from '../commands/use-command.ts'
import { mutateTask } from '../state/actions.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { TextArea } from '../ui/field.tsx'
import { Markdown } from '../ui/markdown.tsx'
import { useDraft } from './use-draft.ts'

/** The description as it reads; a click (or its key) opens it as text. A draft outlives everything but saving. */
export function Description({ task }: { task: Task }) {
  const [draft, setDraft] = useDraft(`draft-description:${task.id}`)
  const [editing, setEditing] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const kept = draft !== null && draft !== task.description
  const edit = () => {
    if (draft === null) setDraft(task.description)
    setEditing(true)
  }
  useCommand('task.description', edit, { enabled: !editing })
  useEffect(() => {
    const element = field.current
    if (!editing || !element) return
    element.focus()
    element.setSelectionRange(element.value.length, element.value.length)
  }, [editing])

  const save = async () => {
    const text = draft ?? task.description
    setEditing(false)
    if (text === task.description) {
      setDraft(null)
      return
    }
    const saved = await mutateTask(task.id, { description: text })
    if (saved === null) setEditing(true)
    else setDraft(null)
  }
  const leave = () => {
    setEditing(false)
    if (!kept) setDraft(null)
  }

  if (editing) {
    return (
      <div className="max-w-[84ch]">
        <TextArea
          ref={field}
          label="Description"
          hideLabel
          rows={6}
          maxRows={30}
          maxLength={200_000}
          placeholder="What should be done, and how will you know that it is? Markdown."
          value={draft ?? task.description}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
              event.preventDefault()
              void save()
            } else if (event.key === 'Escape') {
              event.stopPropagation()
              leave()
            }
          }}
        />
        <div className="mt-2 flex items-center gap-2">
          <Button variant="primary" size="s" keys="mod+enter" onClick={() => void save()}>
            Save
          </Button>
          <Button variant="ghost" size="s" keys="escape" onClick={leave}>
            Cancel
          </Button>
        </div>
      </div>
    )
  }
  return (
    <div className="max-w-[72ch]">
      {kept && (
        <p className="mb-2 flex flex-wrap items-center gap-2 text-12 text-wait">
          You have a draft that is not saved.
          <Button size="s" onClick={edit}>
            Go on writing
          </Button>
          <Button size="s" variant="ghost" onClick={() => setDraft(null)}>
            Throw it away
          </Button>
        </p>
      )}
      {/* The pencil is the way in for keys; the pointer may press the text itself. */}
      <div
        className="group/description relative -mx-2 -my-1 cursor-text rounded-m px-2 py-1 hover:bg-hover/60"
        onClick={(event) => {
          // Links and selected text keep their own meaning.
          if ((event.target as HTMLElement).closest('a, button')) return
          if (window.getSelection()?.isCollapsed === false) return
          edit()
        }}
      >
        <IconButton
          size="s"
          label="Edit the description"
          keys="task.description"
          className="absolute top-1 right-1 bg-bg opacity-0 group-hover/description:opacity-100 focus-visible:opacity-100"
          onClick={edit}
        >
          <Pencil />
        </IconButton>
        {task.description.trim() === '' ? (
          <p className="text-fg-3">Add a description…</p>
        ) : (
          <Markdown>{task.description}</Markdown>
        )}
      </div>
    </div>
  )
}
