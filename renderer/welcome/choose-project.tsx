import { FlaskConical, Folder, FolderDown, FolderGit2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { createSampleProject } from '../state/actions.ts'
import { useProjects } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { AddProjectForm } from '../projects/add-project.tsx'
import { GithubTab } from '../projects/github-tab.tsx'
import { StepFoot } from './step-foot.tsx'

/** The first step: four ways to begin. Without a project there is no board to skip to. */
export function ChooseProject() {
  const [form, setForm] = useState<'folder' | 'github' | 'clone' | null>(null)
  const [busy, setBusy] = useState(false)
  const hasProject = useProjects().length > 0
  const sample = async () => {
    setBusy(true)
    const id = await createSampleProject()
    setBusy(false)
    if (id !== null) goTo({ to: 'welcome', search: { step: 'check', project: id } })
  }
  return (
    <>
      <h2 className="text-20 font-semibold tracking-[-0.01em]">{t('Tasks in, reviewed changes out')}</h2>
      <p className="mt-2 max-w-[62ch] text-fg-2">
        {t(
          'Write a task as you would for a colleague. An agent carries it out in its own copy of your repository, runs your checks, and leaves a branch for you to review. Nothing is pushed, and your checkout stays as it is.',
        )}
      </p>
      <div className="mt-6 overflow-hidden rounded-l border bg-raised">
        <Way
          icon={<FlaskConical />}
          title={t('Try the sample')}
          action={
            <Button variant="primary" busy={busy} onClick={() => void sample()}>
              {t('Try the sample')}
            </Button>
          }
        >
          {t(
            'A small repository with five tasks, carried out by a scripted practice model: no key, no network, no cost. What it does is rehearsed, but git, checks and review are real.',
          )}
        </Way>
        <Way
          icon={<Folder />}
          title={t('Add a local folder')}
          action={
            form !== 'folder' && <Button onClick={() => setForm('folder')}>{t('Choose a folder')}</Button>
          }
          form={
            form === 'folder' && (
              <AddProjectForm kind="folder" leadsTo="welcome" onDone={() => setForm(null)} />
            )
          }
        >
          {t('A git repository on this machine.')}
        </Way>
        <Way
          icon={<FolderGit2 />}
          title={t('Choose from GitHub')}
          action={
            form !== 'github' && <Button onClick={() => setForm('github')}>{t('Choose from GitHub')}</Button>
          }
          form={form === 'github' && <GithubTab leadsTo="welcome" onDone={() => setForm(null)} />}
        >
          {t('One of your repositories there, of your organisations, or of those you work with.')}
        </Way>
        <Way
          icon={<FolderDown />}
          title={t('Clone a repository')}
          action={
            form !== 'clone' && <Button onClick={() => setForm('clone')}>{t('Enter an address')}</Button>
          }
          form={
            form === 'clone' && <AddProjectForm kind="clone" leadsTo="welcome" onDone={() => setForm(null)} />
          }
        >
          {t('From any https or ssh address.')}
        </Way>
      </div>
      {hasProject && <StepFoot onSkip={() => goTo({ to: 'board', projectId: null })}>{null}</StepFoot>}
    </>
  )
}

/** What is opened comes into sight, and so does what it then brings: a list, or the fields of what was chosen. */
const intoSight = (box: HTMLElement | null) => {
  if (box === null) return
  const observer = new ResizeObserver(() => box.scrollIntoView({ block: 'nearest' }))
  observer.observe(box)
  return () => observer.disconnect()
}

function Way({
  icon,
  title,
  action,
  form,
  children,
}: {
  icon: ReactNode
  title: string
  action: ReactNode
  form?: ReactNode
  children: ReactNode
}) {
  return (
    <section className="border-b px-4 py-3.5 last:border-0">
      <div className="flex items-center gap-3.5">
        <span className="grid size-8 shrink-0 place-items-center rounded-m bg-active text-fg-2 [&_svg]:size-4">
          {icon}
        </span>
        <div className="min-w-0 flex-1">
          <h3 className="font-medium">{title}</h3>
          <p className="text-12 text-fg-2">{children}</p>
        </div>
        {action}
      </div>
      {form !== undefined && form !== false && (
        <div ref={intoSight} className="mt-4 scroll-mb-4 ps-11.5">
          {form}
        </div>
      )}
    </section>
  )
}
