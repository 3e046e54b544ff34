import { CirclePlus, Ellipsis, ExternalLink, History, Link2, RefreshCw, RotateCw, Unlink } from 'lucide-react'
import { useState } from 'react'
import type { IssueLink } from '#shared/issues.ts'
import type { Task } from '#shared/tasks.ts'
import { TEXT } from '../ui/tones.ts'
import { isWebAddress, OutsideLink } from '../publications/outside-link.tsx'
import { useProject } from '../state/hooks.ts'
import {
  openIssueHistory,
  openLinkIssue,
  openMakeIssue,
  openOrLinkIssue,
  remakeIssue,
  syncIssuesAloud,
  useIssueLinkOf,
} from '../state/issues.ts'
import { goTo } from '../state/navigation.ts'
import { t } from '../strings/t.ts'
import { Property, Unset, ValueButton } from '../task/properties/property.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { GithubMark } from '../ui/icons/github-mark.tsx'
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx'
import { UnlinkDialog } from './unlink-dialog.tsx'
import { useAccountWay } from './use-account.ts'
import { issueName, linkWords, mendWords } from './words.ts'

/** The issue at GitHub that a task is kept the same with, or the ways to one. */
export function IssueProperty({ task }: { task: Task }) {
  const project = useProject(task.projectId)
  const link = useIssueLinkOf(task.id)
  const canHave = (project?.github ?? null) !== null
  if (link !== undefined)
    return <LinkedIssue task={task} link={link} isOn={project?.issueSync.enabled === true} />
  return canHave ? <NoIssue task={task} /> : null
}

function NoIssue({ task }: { task: Task }) {
  return (
    <Property name={t('GitHub issue')}>
      <Menu
        label={t('GitHub issue')}
        trigger={
          <ValueButton aria-label={t('GitHub issue: none')}>
            <Unset>{t('None')}</Unset>
          </ValueButton>
        }
      >
        <MenuItem
          icon={<Link2 />}
          keys="task.issue"
          onSelect={() => setTimeout(() => openLinkIssue(task.id))}
        >
          {t('Link an issue…')}
        </MenuItem>
        <MenuItem icon={<CirclePlus />} onSelect={() => setTimeout(() => openMakeIssue(task.id))}>
          {t('Make an issue of it…')}
        </MenuItem>
      </Menu>
    </Property>
  )
}

function LinkedIssue({ task, link, isOn }: { task: Task; link: IssueLink; isOn: boolean }) {
  const { number, url, failure } = link
  const words = linkWords(link, isOn)
  const name = issueName(link)
  const mend = mendWords(link)
  const way = useAccountWay(useProject(task.projectId), failure?.code ?? null)
  const [parting, setParting] = useState(false)
  return (
    <Property name={t('GitHub issue')}>
      <div className="flex min-h-7 min-w-0 items-center gap-1">
        <span className="flex min-w-0 flex-1">
          {number !== null && url !== null ? (
            <OutsideLink href={url} label={t('Open {name} at GitHub', { name })} className="text-accent-fg">
              <span className="[overflow-wrap:anywhere]">
                {link.repository.owner}/<wbr />
                {link.repository.name}#{number}
              </span>
            </OutsideLink>
          ) : (
            <span className="truncate text-fg-2">{name}</span>
          )}
        </span>
        <IssueMenu task={task} link={link} isOn={isOn} onPart={() => setParting(true)} />
      </div>
      <p role="status" className={cn('text-11 leading-[1.45]', TEXT[words.tone])}>
        {words.word}
      </p>
      {words.detail !== null && (
        <p className="mt-0.5 text-11 leading-[1.45] text-fg-2 [overflow-wrap:anywhere]">{words.detail}</p>
      )}
      {mend !== null && (
        <OutsideLink href={mend.url} className="text-11 text-accent-fg">
          {mend.label}
        </OutsideLink>
      )}
      {way !== null && (
        <button
          type="button"
          onClick={way.go}
          className="rounded-s text-start text-11 text-accent-fg hover:underline"
        >
          {way.label}
        </button>
      )}
      {isRefused(link) && (
        <Button
          size="s"
          icon={<RotateCw />}
          className="mt-1.5 justify-self-start"
          onClick={() => void remakeIssue(link)}
        >
          {t('Try again')}
        </Button>
      )}
      {link.state === 'gone' && (
        <Button
          size="s"
          icon={<Unlink />}
          className="mt-1.5 justify-self-start"
          onClick={() => setParting(true)}
        >
          {t('Unlink…')}
        </Button>
      )}
      <UnlinkDialog task={task} link={link} open={parting} onOpenChange={setParting} />
    </Property>
  )
}

/** GitHub did not make it, and nothing tries it again by itself. */
const isRefused = ({ state, failure }: IssueLink) =>
  state === 'making' && failure !== null && failure.retryAt === null

function IssueMenu({
  task,
  link,
  isOn,
  onPart,
}: {
  task: Task
  link: IssueLink
  isOn: boolean
  onPart: () => void
}) {
  const { url } = link
  const name = issueName(link)
  return (
    <>
      <Menu
        label={t('More about {name}', { name })}
        align="end"
        trigger={
          <IconButton label={t('More about {name}', { name })} size="s" bare>
            <Ellipsis />
          </IconButton>
        }
      >
        {url !== null && isWebAddress(url) && (
          <MenuItem icon={<ExternalLink />} keys="task.issue" onSelect={() => openOrLinkIssue(task.id)}>
            {t('Open at GitHub')}
          </MenuItem>
        )}
        <MenuItem
          icon={<RefreshCw />}
          disabled={!isOn}
          {...(isOn ? {} : { hint: t('sync is off') })}
          onSelect={() => void syncIssuesAloud(task.projectId)}
        >
          {t('Sync now')}
        </MenuItem>
        {!isOn && (
          <MenuItem
            icon={<GithubMark className="size-3.5" />}
            onSelect={() => goTo({ to: 'project-settings', projectId: task.projectId, page: 'github' })}
          >
            {t('Keep issues the same…')}
          </MenuItem>
        )}
        <MenuItem icon={<History />} onSelect={() => setTimeout(() => openIssueHistory(task.id))}>
          {t('History…')}
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={<Unlink />} onSelect={() => setTimeout(onPart)}>
          {t('Unlink…')}
        </MenuItem>
      </Menu>
    </>
  )
}
