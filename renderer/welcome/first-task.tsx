import { Play } from 'lucide-react'
import { type FormEvent, useMemo, useState } from 'react'
import type { Project } from '#shared/projects.ts'
import type { Task } from '#shared/tasks.ts'
import { ProjectNotReady } from '../projects/not-ready.tsx'
import { createTask, executeTasks } from '../state/actions.ts'
import { useTasksOf } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { TextArea } from '../ui/field.tsx'
import { Markdown } from '../ui/markdown.tsx'
import { SubmitKey } from '../ui/submit-key.tsx'
import { splitTask } from './split-task.ts'
import { StepFoot } from './step-foot.tsx'

/** Small and harmless, whatever the repository holds. */
const IDEAS = [
  {
    name: t('Write down how to build and test'),
    text: t(
      'Write down how to build and test this project\nLook at the repository and write the commands into CONTRIBUTING.md. Keep it short. Change nothing else.',
    ),
  },
  {
    name: t('Test one function'),
    text: t(
      'Add a test for one function that has none\nChoose a small pure function, test its ordinary and its odd input, and run the tests.',
    ),
  },
  {
    name: t('Mend the README'),
    text: t(
      'Correct the README\nFix spelling, dead links within the repository, and commands that no longer work. Change nothing else.',
    ),
  },
] as const

const MAX_LENGTH = 20_000

/** In the order in which they were made. */
const byAge = (a: Task, b: Task) => (a.id < b.id ? -1 : 1)

/** The first task: one of the sample’s, or one that is written here. */
export function FirstTask({ project }: { project: Project }) {
  const leave = () => goTo({ to: 'board', projectId: project.id })
  const tasks = useTasksOf(project.id)
  const ready = useMemo(() => tasks.filter(({ status }) => status === 'todo').toSorted(byAge)[0], [tasks])
  return (
    <>
      <h2 className="text-20 font-semibold tracking-[-0.01em]">{t('Run a task')}</h2>
      <p className="mt-2 max-w-[62ch] text-fg-2">
        {t('An agent takes it into a worktree of {name}. You watch it work, then read what it changed.', {
          name: project.name,
        })}
      </p>
      {project.state !== 'ready' ? (
        <>
          <div className="mt-6 grid">
            <ProjectNotReady project={project} compact={false} />
          </div>
          <StepFoot onSkip={leave}>{null}</StepFoot>
        </>
      ) : ready === undefined ? (
        <NewTask project={project} onSkip={leave} />
      ) : (
        <GivenTask task={ready} onSkip={leave} />
      )}
    </>
  )
}

/** Has the task carried out where that can be watched. */
async function run({ id, identifier }: Task): Promise<void> {
  goTo({ to: 'task', identifier })
  await executeTasks([id])
}

function GivenTask({ task, onSkip }: { task: Task; onSkip: () => void }) {
  return (
    <>
      <article className="mt-6 rounded-l border bg-raised p-4">
        <h3 className="font-medium">
          <span className="me-2 font-mono-11 text-fg-3">{task.identifier}</span>
          {task.title}
        </h3>
        <Markdown className="mt-2 text-12 text-fg-2">{task.description}</Markdown>
      </article>
      <StepFoot onSkip={onSkip}>
        <Button variant="primary" icon={<Play />} autoFocus onClick={() => void run(task)}>
          {t('Execute')}
        </Button>
      </StepFoot>
    </>
  )
}

function NewTask({ project, onSkip }: { project: Project; onSkip: () => void }) {
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const isEmpty = text.trim() === ''
  const submit = async () => {
    if (isEmpty || busy) return
    setBusy(true)
    const task = await createTask({ projectId: project.id, status: 'todo', ...splitTask(text) })
    setBusy(false)
    if (task !== null) await run(task)
  }
  return (
    <form
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        void submit()
      }}
    >
      <SubmitKey onSubmit={() => void submit()} />
      <TextArea
        className="mt-6"
        label={t('What shall the agent do?')}
        hint={t('The first line is the title. Write the rest as you would for a colleague.')}
        rows={5}
        autoFocus
        maxLength={MAX_LENGTH}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="mt-3 flex flex-wrap items-center gap-2 text-12 text-fg-3">
        {t('Ideas:')}
        {IDEAS.map((idea) => (
          <Button key={idea.name} size="s" onClick={() => setText(idea.text)}>
            {idea.name}
          </Button>
        ))}
      </div>
      <StepFoot onSkip={onSkip}>
        <Button
          type="submit"
          variant="primary"
          icon={<Play />}
          keys="mod+enter"
          busy={busy}
          disabled={isEmpty}
        >
          {t('Create and execute')}
        </Button>
      </StepFoot>
    </form>
  )
}
