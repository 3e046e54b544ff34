import { lazy, Suspense } from 'react'
import { ExecuteAnewDialog } from '../board/execute-anew-dialog.tsx'
import { EarlyDialog } from './early-dialog.tsx'
import { Help } from './help.tsx'
import { NewBatchDialog } from '../batches/new-batch-dialog.tsx'
import { NewTaskDialog } from '../board/new-task-dialog.tsx'
import { Palette } from './palette.tsx'
import { TaskPicker } from '../board/task-picker.tsx'
import { TemplateDialogs } from '../templates/template-dialogs.tsx'
import { TrustDialog } from '../trust/trust-dialog.tsx'
import { ViewDialogs } from '../views/view-dialogs.tsx'

const NewContestDialog = lazy(async () => ({
  default: (await import('../contests/new-contest-dialog.tsx')).NewContestDialog,
}))
const PublishDialog = lazy(async () => ({
  default: (await import('../publications/publish-dialog.tsx')).PublishDialog,
}))
const AddProjectDialog = lazy(async () => ({
  default: (await import('../projects/add-project-dialog.tsx')).AddProjectDialog,
}))
const ImportDialog = lazy(async () => ({
  default: (await import('../imports/import-dialog.tsx')).ImportDialog,
}))
const IssueDialogs = lazy(async () => ({
  default: (await import('../issues/issue-dialogs.tsx')).IssueDialogs,
}))

/** What can lie over any screen. What is asked for by a key is there from the start; the others come after the first picture. */
export function Dialogs() {
  return (
    <>
      <ExecuteAnewDialog />
      <Help />
      <NewBatchDialog />
      <NewTaskDialog />
      <Palette />
      <TaskPicker />
      <TemplateDialogs />
      <TrustDialog />
      <ViewDialogs />
      <Suspense fallback={<EarlyDialog />}>
        <NewContestDialog />
        <PublishDialog />
        <AddProjectDialog />
        <ImportDialog />
        <IssueDialogs />
      </Suspense>
    </>
  )
}
