import { Play } from 'lucide-react'
import { useRef, useState } from 'react'
import type { Priority, TaskStatus } from '#shared/tasks.ts'
import { createTask, executeTasks } from '../state/actions.ts'
import { useLabels, useProjects } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { useView, view } from '../state/view.ts'
import { Button } from '../ui/button.tsx'
import { ChipButton } from '../ui/chip.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Dot } from '../ui/dot.tsx'
import { colorValue } from '../ui/icons/color.ts'
import { PRIORITY_NAMES, PriorityIcon } from '../ui/icons/priority-icon.tsx'
import { STATUS_NAMES, StatusIcon } from '../ui/icons/status-icon.tsx'
import { Combobox } from '../ui/select.tsx'
import { SubmitKey } from '../ui/submit-key.tsx'
import { toast } from '../ui/toast.ts'
import { BY_DEFAULT, WorkerChips } from './worker-chips.tsx'

const STATUSES = Object.keys(STATUS_NAMES) as TaskStatus[]
const PRIORITIES = Object.keys(PRIORITY_NAMES) as Priority[]

export function NewTaskDialog() {
  const wanted = useView((state) => state.newTask)
  const projects = useProjects()
  const title = useRef<HTMLTextAreaElement>(null)
  const close = () => view.setState({ newTask: null })
  // Without a project there is nothing to put a task in: the way there comes first.
  if (wanted !== null && projects.length === 0) {
    return (
      <Dialog
        open
        onOpenChange={close}
        title="First, a project"
        description="A task belongs to a repository, and its agent works in a copy of it."
        width={400}
        footer={
          <Button variant="primary" onClick={() => view.setState({ newTask: null, addProject: true })}>
            Add a project
          </Button>
        }
      />
    )
  }
  return (
    <Dialog
      open={wanted !== null}
      onOpenChange={(open) => {
        if (!open) close()
      }}
      title="New task"
      hideTitle
      width={600}
      initialFocus={title}
    >
      {wanted !== null && (
        <Form
          titleRef={title}
          projectId={wanted.projectId ?? projects[0]?.id ?? ''}
          status={wanted.status}
          onClose={close}
        />
      )}
    </Dialog>
  )
}

function Form({
  titleRef,
  projectId: firstProject,
  status: firstStatus,
  onClose,
}: {
  titleRef: React.RefObject<HTMLTextAreaElement | null>
  projectId: string
  status: TaskStatus
  onClose: () => void
}) {
  const projects = useProjects()
  const labels = useLabels()
  const [projectId, setProjectId] = useState(firstProject)
  const [status, setStatus] = useState<TaskStatus>(firstStatus)
  const [priority, setPriority] = useState<Priority>('none')
  const [labelIds, setLabelIds] = useState<string[]>([])
  const [title, setTitle] = useState('')
  const [description, setDescription] = useState('')
  const [worker, setWorker] = useState(BY_DEFAULT)
  const [busy, setBusy] = useState(false)
  const project = projects.find((one) => one.id === projectId) ?? projects[0]

  const submit = async (execute: boolean) => {
    if (title.trim() === '' || busy || project === undefined) return
    setBusy(true)
    const task = await createTask({
      projectId: project.id,
      title,
      description,
      status,
      priority,
      labelIds,
      ...worker,
    })
    setBusy(false)
    if (task === null) return
    onClose()
    if (execute) void executeTasks([task.id])
    else {
      toast.success(`${task.identifier} created`, {
        action: { label: 'Open', onClick: () => goTo({ to: 'task', identifier: task.identifier }) },
      })
    }
  }
  const chosen = labels.filter((label) => labelIds.includes(label.id))

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void submit(false)
      }}
    >
      <SubmitKey onSubmit={(shift) => void submit(shift)} />
      <div className="px-5 pt-4">
        <div className="mb-2 flex items-center gap-2 text-12 text-fg-3">
          <Combobox
            label="Project…"
            value={project?.id ?? null}
            onChange={(id) => {
              setProjectId(id)
              // An agent may be the repository's own.
              setWorker({ ...worker, agent: null })
            }}
            options={projects.map((one) => ({
              id: one.id,
              label: one.name,
              icon: <Dot color={colorValue(one.color)} />,
              hint: one.key,
            }))}
            trigger={
              <ChipButton aria-label={`Project: ${project?.name}`}>
                <Dot color={colorValue(project?.color ?? 'gray')} />
                {project?.name}
              </ChipButton>
            }
          />
          <span aria-hidden>›</span>
          <span>New task</span>
        </div>
        <textarea
          ref={titleRef}
          aria-label="Title"
          placeholder="What should be done?"
          rows={1}
          maxLength={500}
          value={title}
          onChange={(event) => setTitle(event.target.value.replaceAll('\n', ' '))}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.metaKey && !event.ctrlKey) event.preventDefault()
          }}
          className="block field-sizing-content w-full resize-none bg-transparent text-16 font-semibold outline-none"
        />
        <textarea
          aria-label="Description"
          placeholder="Say what the agent has to know: behaviour wanted, files to look at, what not to touch. Markdown."
          rows={5}
          value={description}
          onChange={(event) => setDescription(event.target.value)}
          className="mt-2 block field-sizing-content max-h-[36vh] min-h-24 w-full resize-none bg-transparent leading-[1.55] outline-none"
        />
      </div>
      <div className="flex flex-wrap items-center gap-1.5 px-5 py-3">
        <Combobox
          label="Status…"
          value={status}
          onChange={(id) => setStatus(id as TaskStatus)}
          options={STATUSES.map((id) => ({ id, label: STATUS_NAMES[id], icon: <StatusIcon status={id} /> }))}
          trigger={
            <ChipButton aria-label={`Status: ${STATUS_NAMES[status]}`}>
              <StatusIcon status={status} />
              {STATUS_NAMES[status]}
            </ChipButton>
          }
        />
        <Combobox
          label="Priority…"
          value={priority}
          onChange={(id) => setPriority(id as Priority)}
          options={PRIORITIES.map((id) => ({
            id,
            label: PRIORITY_NAMES[id],
            icon: <PriorityIcon priority={id} />,
          }))}
          trigger={
            <ChipButton aria-label={`Priority: ${PRIORITY_NAMES[priority]}`}>
              <PriorityIcon priority={priority} />
              {priority === 'none' ? 'Priority' : PRIORITY_NAMES[priority]}
            </ChipButton>
          }
        />
        <Combobox
          multiple
          label="Labels…"
          value={labelIds}
          onChange={setLabelIds}
          empty="No labels yet: make some in Settings"
          options={labels.map((label) => ({
            id: label.id,
            label: label.name,
            icon: <Dot color={colorValue(label.color)} />,
          }))}
          trigger={
            <ChipButton aria-label={`Labels: ${chosen.map((label) => label.name).join(', ') || 'none'}`}>
              {chosen.length === 0
                ? 'Labels'
                : chosen.map((label) => (
                    <span key={label.id} className="inline-flex items-center gap-1">
                      <Dot color={colorValue(label.color)} />
                      {label.name}
                    </span>
                  ))}
            </ChipButton>
          }
        />
        {project !== undefined && <WorkerChips projectId={project.id} value={worker} onChange={setWorker} />}
      </div>
      <footer className="flex items-center justify-end gap-2 border-t px-5 py-3">
        <Button variant="ghost" onClick={onClose}>
          Cancel
        </Button>
        <Button
          icon={<Play />}
          keys="mod+shift+enter"
          disabled={title.trim() === ''}
          onClick={() => void submit(true)}
        >
          Create and execute
        </Button>
        <Button type="submit" variant="primary" keys="mod+enter" busy={busy} disabled={title.trim() === ''}>
          Create
        </Button>
      </footer>
    </form>
  )
}
