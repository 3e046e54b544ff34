import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react'
import type { TaskStatus } from '#shared/tasks.ts'
import { currentKeymap } from '../commands/keys.ts'
import { strokeOf } from '../commands/keymap.ts'
import { fieldTakes } from '../commands/own-world.ts'
import { createTask, executeTasks, recordCreated } from '../state/actions.ts'
import { useLabels, useProjects, useSelected } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { templates } from '../state/stores.ts'
import { type NewTask, useIsTrusting, useView, view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { UploadNote } from '../editor/upload-note.tsx'
import { useUploads } from '../editor/use-uploads.ts'
import { CreateFoot, type Then } from '../templates/create-foot.tsx'
import { DescriptionField } from '../templates/description-field.tsx'
import { DraftHead } from '../templates/draft-head.tsx'
import { FieldChips } from '../templates/field-chips.tsx'
import { keepDraft } from '../templates/kept-drafts.ts'
import {
  emptyDraft,
  fillIn,
  isBegun,
  isJustFilled,
  MAX_TITLE,
  nextDraft,
  wordsOf,
} from '../templates/task-draft.ts'
import { openTemplateDialog, templateDialog } from '../templates/template-dialog.ts'
import { useDraftOf } from '../templates/use-draft-of.ts'
import { Button } from '../ui/button.tsx'
import { ChipButton } from '../ui/chip.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { STATUS_NAMES, StatusIcon } from '../ui/icons/status-icon.tsx'
import { isMac } from '../ui/platform.ts'
import { Combobox } from '../ui/select.tsx'
import { SubmitKey } from '../ui/submit-key.tsx'
import { toast } from '../ui/toast.ts'
import { goToCard } from './focus.ts'
import { WorkerChips } from './worker-chips.tsx'

const STATUSES = Object.keys(STATUS_NAMES) as TaskStatus[]

const close = () => view.setState({ newTask: null })

/** Writes a new task; what is written outlives the dialog until it is made or thrown away. */
export function NewTaskDialog() {
  const wanted = useView((state) => state.newTask)
  const projects = useProjects()
  // For as long as the page is open.
  const [more, setMore] = useState(false)
  // Without a project there is nothing to put a task in: the way there comes first.
  if (wanted !== null && projects.length === 0) {
    return (
      <Dialog
        open
        onOpenChange={close}
        title={t('First, a project')}
        description={t('A task belongs to a repository, and its agent works in a copy of it.')}
        width={400}
        footer={
          <Button variant="primary" onClick={() => view.setState({ newTask: null, addProject: true })}>
            {t('Add a project')}
          </Button>
        }
      />
    )
  }
  if (wanted === null) return null
  return (
    <OpenDialog
      homeId={wanted.projectId ?? projects[0]?.id ?? ''}
      status={wanted.status}
      templateId={wanted.templateId}
      fields={wanted.fields}
      more={more}
      onMore={setMore}
    />
  )
}

function OpenDialog({
  homeId,
  status,
  templateId,
  fields,
  more,
  onMore,
}: {
  /** The project that it was opened for: its draft is kept by it. */
  homeId: string
  status: TaskStatus
  /** null = one is to be chosen first. */
  templateId: string | null | undefined
  fields: NewTask['fields']
  /** Goes on with the next task when one is made. */
  more: boolean
  onMore: (more: boolean) => void
}) {
  const titleRef = useRef<HTMLTextAreaElement>(null)
  const projects = useProjects()
  const labels = useLabels()
  // It makes room for what is asked on the way, and is there again with what stands in it.
  const isSaving = useSelected(templateDialog, ({ open }) => open !== null)
  const isTrusting = useIsTrusting()
  const { draft, wasKept, setDraft, change, startAfresh } = useDraftOf(
    emptyDraft(homeId, status, fields),
    templateId ?? null,
  )
  const [picking, setPicking] = useState(false)
  const [busy, setBusy] = useState(false)
  const project = projects.find((one) => one.id === draft.projectId) ?? projects[0]
  const isEmpty = draft.title.trim() === ''

  // The list opens once the dialog has taken the focus: it gives it back there.
  useEffect(() => {
    if (templateId !== null) return
    const frame = requestAnimationFrame(() => setPicking(true))
    return () => cancelAnimationFrame(frame)
  }, [templateId])

  const begin = (template: Parameters<typeof fillIn>[1]) => {
    setDraft(fillIn(draft, template))
    toTitle(titleRef)
  }
  const uploads = useUploads(async (then: Then) => {
    if (isEmpty || busy || project === undefined) return
    setBusy(true)
    const task = await createTask({
      ...wordsOf(draft),
      // One of them may have been deleted since.
      labelIds: draft.labelIds.filter((id) => labels.some((label) => label.id === id)),
      projectId: project.id,
      status: draft.status,
    })
    setBusy(false)
    if (task === null) return
    recordCreated([task])
    const open = () => goTo({ to: 'task', identifier: task.identifier })
    if (more && then !== 'open') {
      setDraft(nextDraft(draft, templates.get(draft.filled?.templateId ?? '') ?? null))
      toTitle(titleRef)
    } else {
      keepDraft(homeId, null)
      close()
      if (then !== 'open') goToCard(task.id)
    }
    if (then === 'execute') void executeTasks([task.id])
    else if (then === 'open') open()
    else
      toast.success(t('{identifier} created', { identifier: task.identifier }), {
        action: { label: t('Open'), onClick: open },
      })
  })
  const create = (then: Then) => {
    if (!isEmpty && uploads.held === null) uploads.ask(then)
  }
  const discard = () => {
    const wanted = view.getState().newTask
    keepDraft(homeId, null)
    close()
    if (!isBegun(draft)) return
    toast.info(t('The draft is thrown away'), {
      action: {
        label: t('Undo'),
        onClick: () => {
          keepDraft(homeId, draft)
          view.setState({ newTask: wanted })
        },
      },
    })
  }
  const save = () =>
    openTemplateDialog({
      kind: 'save',
      name: '',
      projectId: project?.id ?? null,
      words: wordsOf(draft),
    })
  const onKeyDown = (event: KeyboardEvent<HTMLFormElement>) => {
    const stroke = strokeOf(event.nativeEvent, isMac)
    if (stroke === null || !event.currentTarget.contains(event.target as Node)) return
    const isTyped = fieldTakes(event.target as Element, event.key) && !/^(mod|alt)\+/.test(stroke)
    if (currentKeymap().get('task.from-template')?.includes(stroke) === true && !isTyped) {
      event.preventDefault()
      setPicking(true)
    } else if (stroke === 'mod+z' && isJustFilled(draft)) {
      event.preventDefault()
      begin(null)
    }
  }

  return (
    <Dialog
      open={!isSaving && !isTrusting}
      onOpenChange={(open) => {
        if (!open) close()
      }}
      title={t('New task')}
      hideTitle
      width={640}
      initialFocus={titleRef}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          create('tell')
        }}
        onKeyDown={onKeyDown}
      >
        <SubmitKey onSubmit={(shift, alt) => create(shift ? 'execute' : alt ? 'open' : 'tell')} />
        <div className="px-5 pt-4">
          <DraftHead
            draft={draft}
            projectId={project?.id ?? ''}
            wasKept={wasKept}
            picking={picking}
            onPicking={setPicking}
            // An agent may be the repository's own.
            onProject={(projectId) => change({ projectId, agent: null })}
            onTemplate={begin}
            onStartAfresh={() => {
              startAfresh()
              toTitle(titleRef)
            }}
            onSave={save}
            onManage={() => {
              close()
              goTo({ to: 'settings', section: 'templates' })
            }}
          />
          <textarea
            ref={titleRef}
            aria-label={t('Title')}
            placeholder={t('What should be done?')}
            rows={1}
            dir="auto"
            maxLength={MAX_TITLE}
            value={draft.title}
            onChange={(event) => change({ title: event.target.value.replaceAll('\n', ' ') })}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !event.metaKey && !event.ctrlKey) event.preventDefault()
            }}
            className="block field-sizing-content w-full resize-none bg-transparent text-16 font-semibold outline-none"
          />
          <DescriptionField
            value={draft.description}
            onChange={(description) => change({ description })}
            onUploading={uploads.onUploading}
          />
        </div>
        <div className="flex flex-wrap items-center gap-1.5 px-5 py-3">
          <Combobox
            label={t('Status…')}
            value={draft.status}
            onChange={(id) => change({ status: id as TaskStatus })}
            options={STATUSES.map((id) => ({
              id,
              label: STATUS_NAMES[id],
              icon: <StatusIcon status={id} />,
            }))}
            trigger={
              <ChipButton aria-label={t('Status: {status}', { status: STATUS_NAMES[draft.status] })}>
                <StatusIcon status={draft.status} />
                {STATUS_NAMES[draft.status]}
              </ChipButton>
            }
          />
          <FieldChips value={draft} onChange={change} />
          {project !== undefined && <WorkerChips projectId={project.id} value={draft} onChange={change} />}
        </div>
        <UploadNote
          uploads={uploads}
          words={t('The task is created as soon as the files are there.')}
          className="px-5 pb-3"
        />
        <CreateFoot
          isEmpty={isEmpty}
          busy={busy || uploads.held !== null}
          more={more}
          onMore={onMore}
          onCreate={create}
          onCancel={discard}
          onSave={save}
        />
      </form>
    </Dialog>
  )
}

/** Puts the caret behind the title, once what was pressed has given the focus back and the text stands there. */
function toTitle(title: RefObject<HTMLTextAreaElement | null>): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const field = title.current
      field?.focus()
      field?.setSelectionRange(field.value.length, field.value.length)
    }),
  )
}
