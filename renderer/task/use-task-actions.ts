import { useCallback, useState } from 'react'
import { isPublicationOver } from '#shared/publication-words.ts'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import type { WorkerChoice } from '#shared/worker.ts'
import type { CommandId } from '../commands/catalog.ts'
import { useCommand } from '../commands/use-command.ts'
import { startCheck } from '../review/review-calls.ts'
import { cancelTask, carryOutPlan, executeTasks, hasWorkInReview, retryRun } from '../state/actions.ts'
import { isReadOnly, useAgents } from '../state/agents.ts'
import { useBatchWithWork, useOpenBatchOf } from '../state/batches.ts'
import { useProject } from '../state/hooks.ts'
import { useGithubAccounts } from '../state/github-accounts.ts'
import { isCurrent, openPublish, useIsForBatch, usePublicationOf } from '../state/publications.ts'
import { t } from '../strings/t.ts'
import {
  availableActions,
  inBar,
  mergesThere,
  publishingOf,
  type Publishing,
  type TaskAction,
} from './available-actions.ts'

/** The commands that do what can be done about a task. */
export const ACTION_COMMANDS = {
  execute: 'task.execute',
  carry_out: 'task.carry-out',
  retry: 'task.execute',
  stop: 'task.stop',
  publish: 'task.publish',
  merge: 'task.merge',
  send_back: 'task.send-back',
  check: 'task.check',
  discard: 'task.discard',
} as const satisfies Record<TaskAction, CommandId>

type DialogId = 'publish' | 'merge' | 'send_back' | 'discard'

export type TaskActions = {
  /** What can be done now, the likeliest first. */
  offered: readonly TaskAction[]
  /** Those of them that stand in the bar. */
  bar: readonly TaskAction[]
  /** What publishing is to its work. */
  publishing: Publishing
  /** What publishing is called as things stand. */
  publishWord: string
  /** What the host is asked to do at this moment. */
  busy: TaskAction | null
  act: (action: TaskAction) => void
  /** Executes or retries, whichever is offered. @returns whether a run began, or what is asked first stands open */
  begin: (choice: WorkerChoice) => Promise<boolean>
  /** The dialog in which an action is confirmed. */
  dialog: DialogId | null
  setDialog: (dialog: DialogId | null) => void
  /** What the reader is about to send back with, before they write. */
  prefill: string
  sendBack: (comment: string) => void
}

/** What the buttons, shortcuts and menu of a task do. */
export function useTaskActions(
  task: Task,
  latest: Run | null,
  waitsForRun: boolean,
  enabled: boolean,
): TaskActions {
  const agents = useAgents(task.projectId)
  const inBatch = useOpenBatchOf(task.id) !== undefined || task.contestId !== null
  const readOnly = latest !== null && isReadOnly(latest.agent, agents)
  const project = useProject(task.projectId)
  const publication = usePublicationOf(task.id)
  const { accounts } = useGithubAccounts()
  const github = project?.github ?? null
  const isAtGithub = github !== null
  const isOfBatch = useBatchWithWork(task.id) !== undefined
  const isOpen = publication !== undefined && !isPublicationOver(publication.status)
  const publishing = publishingOf({
    status: publication?.status ?? null,
    isCurrent: publication !== undefined && latest !== null && isCurrent(publication, latest),
    isAtGithub,
    hasAccount: accounts?.some(({ host }) => host === github?.host) === true,
    isOfBatch,
  })
  const publishWord = isOpen
    ? publication.prNumber === null
      ? t('Publish the newest work')
      : t('Update pull request')
    : isAtGithub
      ? t('Create pull request')
      : t('Push branch…')
  const isForBatch = useIsForBatch(latest?.id ?? null)
  const run = waitsForRun ? null : latest
  const offered = availableActions(task, run, readOnly, inBatch, publishing, isForBatch).filter(
    (action) => enabled && !(waitsForRun && action === 'execute'),
  )
  const [busy, setBusy] = useState<TaskAction | null>(null)
  const [dialog, setDialog] = useState<DialogId | null>(null)
  const [prefill, setPrefill] = useState('')
  const during = (action: TaskAction, work: () => Promise<unknown>) => {
    setBusy(action)
    void work().finally(() => setBusy(null))
  }
  const act = (action: TaskAction) => {
    switch (action) {
      case 'execute':
        return during(action, () => executeTasks([task.id]))
      case 'stop':
        return during(action, () => cancelTask(task.id))
      case 'publish':
        return isOpen ? setDialog('publish') : openPublish({ taskId: task.id })
      case 'check':
        return latest === null ? undefined : during(action, () => startCheck(latest.id))
      case 'carry_out':
        return latest === null ? undefined : during(action, () => carryOutPlan(latest.id))
      case 'retry':
        if (latest === null) return
        return during(action, () =>
          hasWorkInReview(task.id) ? executeTasks([task.id]) : retryRun(latest.id),
        )
      default:
        setPrefill('')
        return setDialog(action)
    }
  }
  const begin = async (choice: WorkerChoice): Promise<boolean> => {
    if (latest === null || !offered.includes('retry') || hasWorkInReview(task.id)) {
      await executeTasks([task.id], choice)
      return true
    }
    return (await retryRun(latest.id, choice)) !== null
  }
  const sendBack = useCallback((comment: string) => {
    setPrefill(comment)
    setDialog('send_back')
  }, [])

  for (const action of Object.keys(ACTION_COMMANDS) as TaskAction[]) {
    // The order of hooks is fixed: the table's.
    // oxlint-disable-next-line react-hooks/rules-of-hooks
    useCommand(ACTION_COMMANDS[action], () => act(action), {
      // What is published is merged at its pull request; here only from the menu.
      enabled: offered.includes(action) && busy === null && !(action === 'merge' && mergesThere(publishing)),
    })
  }
  return {
    offered,
    bar: inBar(offered, publishing),
    publishing,
    publishWord,
    busy,
    act,
    begin,
    dialog,
    setDialog,
    prefill,
    sendBack,
  }
}
