import {
  AppWindow,
  Archive,
  ArchiveRestore,
  CodeXml,
  Copy,
  CopyPlus,
  Download,
  Ellipsis,
  FileClock,
  FileText,
  FolderOpen,
  GitMerge,
  GitPullRequestArrow,
  LayoutTemplate,
  Lightbulb,
  Link2,
  Split,
  SquareTerminal,
  Trash2,
} from 'lucide-react'
import { type ComponentProps, type ReactNode, useState } from 'react'
import type { Run } from '#shared/runs.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { OpenFolder } from '#shared/system.ts'
import type { Task } from '#shared/tasks.ts'
import { useCommand } from '../commands/use-command.ts'
import { ExportRecordDialog } from '../record/export-record.tsx'
import { chooseRecord } from '../record/open-record.ts'
import { duplicateTasks } from '../board/duplicate.ts'
import { copyIdentifiers, copyLinks } from '../board/use-field-commands.ts'
import { deleteTask, mutateTask, openWorktree } from '../state/actions.ts'
import { useOpenBatchOf } from '../state/batches.ts'
import { openNewContest } from '../state/contests.ts'
import { useConnection } from '../state/hooks.ts'
import { useIssueLinkOf } from '../state/issues.ts'
import { goTo, openWindow } from '../state/navigation.ts'
import { t } from '../strings/t.ts'
import { openSaveTask } from '../templates/template-dialog.ts'
import { IconButton } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx'
import { issueStays } from '../issues/words.ts'
import { PromptDialog } from './prompt-dialog.tsx'
import { ACTION_COMMANDS, type TaskActions } from './use-task-actions.ts'

type Where = OpenFolder['where']

const PLACES: Record<Where, { label: string; icon: ReactNode }> = {
  editor: { label: t('Open in the editor'), icon: <CodeXml /> },
  terminal: { label: t('Open in the terminal'), icon: <SquareTerminal /> },
  files: { label: t('Show in the file manager'), icon: <FolderOpen /> },
}

/** What can be begun from the dialog that shows the prompt. */
function startOf({ offered, begin }: TaskActions): ComponentProps<typeof PromptDialog>['start'] {
  if (offered.includes('retry')) return { label: t('Retry'), chooses: true, run: begin }
  if (offered.includes('execute')) return { label: t('Execute'), chooses: false, run: begin }
  return null
}

/** What is seldom done about a task, and what cannot be taken back. */
export function MoreMenu({
  task,
  latest,
  actions,
  canContest,
}: {
  task: Task
  latest: Run | null
  actions: TaskActions
  /** Several candidates can be had at it. */
  canContest: boolean
}) {
  const [prompt, setPrompt] = useState(false)
  useCommand('task.prompt', () => setPrompt(true))
  const [exporting, setExporting] = useState(false)
  const [deleting, setDeleting] = useState(false)
  const openIn = useConnection((state) => state.system?.can.openIn)
  const worktree = latest?.worktreePath ?? null
  const link = useIssueLinkOf(task.id)
  const inBatch = useOpenBatchOf(task.id) !== undefined
  const aside = actions.offered.filter((action) => !actions.bar.includes(action))
  const consequences = t(
    'The task, its comments and its runs’ logs are gone for good. Its branches go to the trash.',
  )
  const goesOn = task.contestId !== null || (latest !== null && !isTerminal(latest.status))
  return (
    <>
      <Menu
        label={t('More about this task')}
        align="end"
        trigger={
          <IconButton label={t('More')} bare>
            <Ellipsis />
          </IconButton>
        }
      >
        {aside.includes('publish') && (
          <MenuItem
            icon={<GitPullRequestArrow />}
            keys={ACTION_COMMANDS.publish}
            onSelect={() => setTimeout(() => actions.act('publish'))}
          >
            {actions.publishWord}
          </MenuItem>
        )}
        {aside.includes('merge') && (
          <MenuItem icon={<GitMerge />} onSelect={() => setTimeout(() => actions.act('merge'))}>
            {t('Merge here, without GitHub…')}
          </MenuItem>
        )}
        {canContest && (
          <MenuItem
            icon={<Split />}
            keys="task.contest"
            onSelect={() => setTimeout(() => openNewContest(task.id))}
          >
            {t('Best of…')}
          </MenuItem>
        )}
        {!task.archived && (
          <MenuItem
            icon={<Lightbulb />}
            onSelect={() => goTo({ to: 'brainstorms', parent: task.identifier })}
          >
            {t('Break down…')}
          </MenuItem>
        )}
        <MenuItem icon={<FileText />} keys="task.prompt" onSelect={() => setPrompt(true)}>
          {actions.offered.includes('retry')
            ? t('Show the prompt, choose for a retry…')
            : t('Show the prompt…')}
        </MenuItem>
        {latest !== null && (
          <MenuItem icon={<Download />} onSelect={() => setExporting(true)}>
            {t('Export run record…')}
          </MenuItem>
        )}
        <MenuItem icon={<FileClock />} onSelect={chooseRecord}>
          {t('Open a run record…')}
        </MenuItem>
        <MenuItem
          icon={<LayoutTemplate />}
          keys="task.template"
          onSelect={() => setTimeout(() => openSaveTask(task))}
        >
          {t('Save as template…')}
        </MenuItem>
        <MenuItem
          icon={<AppWindow />}
          keys="item.window"
          onSelect={() => openWindow({ to: 'task', identifier: task.identifier })}
        >
          {t('Open in a new window')}
        </MenuItem>
        <MenuItem icon={<CopyPlus />} keys="task.duplicate" onSelect={() => void duplicateTasks([task.id])}>
          {t('Duplicate')}
        </MenuItem>
        <MenuItem icon={<Link2 />} keys="task.copy-link" onSelect={() => void copyLinks([task.id])}>
          {t('Copy link')}
        </MenuItem>
        <MenuItem
          icon={<Copy />}
          keys="task.copy-identifier"
          onSelect={() => void copyIdentifiers([task.id])}
        >
          {t('Copy {identifier}', { identifier: task.identifier })}
        </MenuItem>
        {latest !== null &&
          worktree !== null &&
          openIn?.map((where) => (
            <MenuItem
              key={where}
              icon={PLACES[where].icon}
              onSelect={() => void openWorktree(latest.id, where)}
            >
              {PLACES[where].label}
            </MenuItem>
          ))}
        {!task.isGoal && (
          <MenuItem
            icon={task.archived ? <ArchiveRestore /> : <Archive />}
            keys="task.archive"
            disabled={goesOn}
            onSelect={() => void mutateTask(task.id, { archived: !task.archived })}
          >
            {task.archived ? t('Bring back from the archive') : t('Archive')}
          </MenuItem>
        )}
        <MenuSeparator />
        {actions.offered.includes('discard') && (
          <MenuItem
            icon={<Trash2 />}
            danger
            keys={ACTION_COMMANDS.discard}
            onSelect={() => actions.act('discard')}
          >
            {t('Discard the work…')}
          </MenuItem>
        )}
        <MenuItem icon={<Trash2 />} danger disabled={goesOn || inBatch} onSelect={() => setDeleting(true)}>
          {t('Delete the task…')}
        </MenuItem>
      </Menu>
      {prompt && <PromptDialog task={task} start={startOf(actions)} onClose={() => setPrompt(false)} />}
      {latest !== null && (
        <ExportRecordDialog task={task} run={latest} open={exporting} onOpenChange={setExporting} />
      )}
      <ConfirmDialog
        open={deleting}
        onOpenChange={setDeleting}
        danger
        title={t('Delete {identifier}?', { identifier: task.identifier })}
        description={link === undefined ? consequences : `${consequences} ${issueStays([link])}`}
        confirmLabel={t('Delete')}
        onConfirm={async () => {
          if (await deleteTask(task.id)) goTo({ to: 'board', projectId: task.projectId })
        }}
      />
    </>
  )
}
