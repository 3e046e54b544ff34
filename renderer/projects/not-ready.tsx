import { CircleAlert } from 'lucide-react'
import { useState } from 'react'
import type { Project } from '#shared/projects.ts'
import { OutsideLink } from '../publications/outside-link.tsx'
import { attempt, cancelClone, deleteProject } from '../state/actions.ts'
import { errorDetails } from '../state/error-details.ts'
import { goTo } from '../state/navigation.ts'
import { projects } from '../state/stores.ts'
import { client } from '../state/transport.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { CopyDetails } from '../ui/copy-details.tsx'
import { Spinner } from '../ui/spinner.tsx'

/** A project that is being cloned or could not be: how far it is, and the ways out. */
export function ProjectNotReady({ project, compact }: { project: Project; compact: boolean }) {
  return (
    <div className={cn(compact ? 'border-b' : 'grid flex-1 place-items-center')}>
      <div className={cn(compact ? 'px-3.5 py-2.5' : 'w-100 max-w-full rounded-l border bg-raised p-5')}>
        {project.state === 'cloning' ? <Cloning project={project} /> : <Broken project={project} />}
      </div>
    </div>
  )
}

function Cloning({ project }: { project: Project }) {
  const [busy, setBusy] = useState(false)
  const fraction = project.cloneProgress?.fraction ?? null
  const cancel = async () => {
    setBusy(true)
    const gone = await cancelClone(project.id)
    setBusy(false)
    if (gone) goTo({ to: 'board', projectId: null })
  }
  return (
    <>
      <div className="flex items-center gap-2">
        <Spinner />
        <span className="font-medium">{t('Cloning {name}', { name: project.name })}</span>
        <span className="ms-auto text-12 text-fg-3">
          {fraction === null ? '' : t('{percent} %', { percent: Math.round(fraction * 100) })}
        </span>
      </div>
      <div
        role="progressbar"
        aria-label={t('Cloning')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={fraction === null ? undefined : Math.round(fraction * 100)}
        className="mt-3 h-1 overflow-hidden rounded-full bg-active"
      >
        <div className="h-full rounded-full bg-run" style={{ width: `${(fraction ?? 0.05) * 100}%` }} />
      </div>
      <p className="mt-2 h-4 truncate text-12 text-fg-3">{project.cloneProgress?.phase ?? t('Starting')}</p>
      <p className="truncate font-mono-11 text-fg-3">{project.cloneUrl}</p>
      <div className="mt-3 flex justify-end">
        <Button busy={busy} onClick={() => void cancel()}>
          {t('Cancel')}
        </Button>
      </div>
    </>
  )
}

function Broken({ project }: { project: Project }) {
  const [busy, setBusy] = useState(false)
  const { cloneUrl } = project
  const https = cloneUrl === null ? null : httpsAddress(cloneUrl)
  const retry = async (address: string) => {
    setBusy(true)
    const now = await attempt(
      () => client.projects.cloneAgain({ id: project.id, cloneUrl: address }),
      t('The clone was not started'),
    )
    if (now !== null) projects.put([now])
    setBusy(false)
  }
  const remove = async () => {
    setBusy(true)
    const gone = await deleteProject(project.id)
    setBusy(false)
    if (gone) goTo({ to: 'board', projectId: null })
  }
  return (
    <>
      <div className="flex items-center gap-2">
        <CircleAlert className="size-4 text-bad" />
        <span className="font-medium">{t('{name} cannot be used', { name: project.name })}</span>
      </div>
      <p role="alert" className="mt-1.5 text-12 [overflow-wrap:anywhere] text-fg-2">
        <WithLinks text={project.error ?? ''} />
      </p>
      <p className="mt-1 truncate font-mono-11 text-fg-3">{project.cloneUrl ?? project.repoPath}</p>
      <div className="mt-3 flex items-center justify-end gap-2">
        <CopyDetails
          className="me-auto"
          details={() =>
            errorDetails({ code: 'PROJECT_NOT_READY', message: project.error ?? '', title: project.name })
          }
        />
        <Button variant="ghost" disabled={busy} onClick={() => void remove()}>
          {t('Remove the project')}
        </Button>
        {https !== null && (
          <Button disabled={busy} onClick={() => void retry(https)}>
            {t('Clone over HTTPS')}
          </Button>
        )}
        {cloneUrl !== null && (
          <Button variant="primary" busy={busy} onClick={() => void retry(cloneUrl)}>
            {t('Clone again')}
          </Button>
        )}
      </div>
    </>
  )
}

/** Where an address for ssh leads over HTTPS; null = it is none. */
const httpsAddress = (url: string): string | null => {
  const [, host, path] = /^(?:ssh:\/\/git@([\w.-]+)\/|git@([\w.-]+):)(.+)$/.exec(url)?.filter(Boolean) ?? []
  return host === undefined || path === undefined ? null : `https://${host}/${path}`
}

/** Words of the host's, which may name the page where it is mended. */
const WithLinks = ({ text }: { text: string }) =>
  text.split(/(https:\/\/\S+)/).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <OutsideLink key={part} href={part} className="text-accent-fg">
        {part}
      </OutsideLink>
    ),
  )
