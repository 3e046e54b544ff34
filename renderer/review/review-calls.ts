import type { FileText } from '#shared/review.ts'
import type { DiffFile, Run } from '#shared/runs.ts'
import { actOnRun, attempt, showProblem } from '../state/actions.ts'
import { problemOf } from '../state/errors.ts'
import { runs, tasks } from '../state/stores.ts'
import { recordAct } from '../state/task-changes.ts'
import { client } from '../state/transport.ts'
import { t } from '../strings/t.ts'
import type { PatchChange } from './patch-changes.ts'

/**
 * Takes a file, or one of its changes, back to how it was before the run. Undo brings it again.
 *
 * @param head the commit that was looked at
 */
export async function takeBack(
  run: Run,
  head: string,
  { path, oldPath }: DiffFile,
  change?: PatchChange,
): Promise<void> {
  const part = {
    path,
    ...(oldPath === undefined ? {} : { oldPath }),
    ...(change === undefined ? {} : { lines: { before: change.before, now: change.now } }),
  }
  const after = await actOnRun(
    () => client.runs.revert({ id: run.id, head, ...part }),
    t('{file} was not taken back', { file: nameOf(path) }),
  )
  if (after === null || after.headCommit === null) return
  const commits = { before: head, after: after.headCommit }
  const task = tasks.get(run.taskId)?.identifier ?? t('The run')
  const file = nameOf(path)
  const words =
    change === undefined
      ? t('{task}: took {file} back', { task, file })
      : t('{task}: took a change of {file} back', { task, file })
  recordAct(words, async (to) => {
    const [commit, like] = to === 'before' ? [commits.before, commits.after] : [commits.after, commits.before]
    try {
      runs.put([await client.runs.restore({ id: run.id, commit, like })])
      return 'done'
    } catch (error) {
      showProblem(error, t('{file} was left as it is', { file }))
      return problemOf(error).code === 'OFFLINE' ? 'offline' : 'refused'
    }
  })
}

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)

/** Opens a file of a run's worktree in the user's editor. */
export async function openFile(runId: string, path: string, line?: number): Promise<void> {
  await attempt(
    () => client.system.openFile({ runId, path, ...(line === undefined ? {} : { line }) }),
    t('{file} was not opened', { file: nameOf(path) }),
  )
}

/** Has the project's check run once more on the work of a run. */
export const startCheck = (id: string) =>
  actOnRun(() => client.runs.check({ id }), t('The check was not started'))
export const stopCheck = (id: string) =>
  actOnRun(() => client.runs.stopCheck({ id }), t('The check was not broken off'))

/** A file on one side of a diff. @throws what the host says against it */
export const readSide = (projectId: string, commit: string, path: string): Promise<FileText> =>
  client.projects.file({ id: projectId, commit, path })

/** The same with all of a picture, which comes in parts. @throws what the host says against it */
export async function readPicture(projectId: string, commit: string, path: string): Promise<FileText> {
  const file = await readSide(projectId, commit, path)
  const { picture, bytes } = file
  if (picture === null) return file
  const parts = [picture.data]
  // Three bytes are four letters; only the last part is filled up.
  let after = (picture.data.length / 4) * 3
  while (after < bytes && parts.at(-1) !== '') {
    const { picture: next } = await client.projects.file({ id: projectId, commit, path, after })
    parts.push(next?.data ?? '')
    after += ((next?.data.length ?? 0) / 4) * 3
  }
  return { ...file, picture: { ...picture, data: parts.join('') } }
}

/** Both sides of a file, to show the lines around its changes. @throws what the host says against it, which is shown */
export async function readSides(
  projectId: string,
  { from, to }: { from: string; to: string },
  { path, oldPath = path }: DiffFile,
) {
  const read = async (commit: string, name: string) => {
    const { text } = await readSide(projectId, commit, name)
    return { name, contents: text ?? '', cacheKey: `${commit} ${name}` }
  }
  try {
    const [oldFile, newFile] = await Promise.all([read(from, oldPath), read(to, path)])
    return { oldFile, newFile }
  } catch (error) {
    showProblem(error, t('No more of {file} can be shown', { file: nameOf(path) }))
    throw error
  }
}
