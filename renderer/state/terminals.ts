import type { Terminal } from '#shared/terminals.ts'
import { t } from '../strings/t.ts'
import { askForTrust, untrustedProject } from './actions.ts'
import { attempt, showProblem } from './attempt.ts'
import { terminals } from './stores.ts'
import { client } from './transport.ts'

/** Where terminals are opened: in the worktree of a run, or in the folder of a project. */
export type TerminalPlace =
  | { path: string; runId: string; projectId: string }
  | { path: string; runId: null; projectId: string }

let loading: Promise<void> | null = null

/** Brings all terminals, once; the feed tells what changes from then on. A failure is forgotten: it can be asked again. */
export function loadTerminals(): Promise<void> {
  loading ??= client.terminals.list().then(
    ({ items }) => terminals.put(items),
    (error: unknown) => {
      loading = null
      throw error
    },
  )
  return loading
}

/** Brings them anew after a pause that the feed does not cover, if they were ever looked at. */
export async function reloadTerminals(): Promise<void> {
  if (loading === null) return
  terminals.replace((await client.terminals.list()).items)
}

/** Opens a shell. @returns null where it could not be opened, which the user has been told */
export async function openTerminal({ runId, projectId }: TerminalPlace): Promise<Terminal | null> {
  const opened = await attempt(
    () =>
      runId === null
        ? client.terminals.createInProject({ id: projectId })
        : client.terminals.create({ id: runId }),
    t('No terminal was opened'),
  )
  if (opened !== null) terminals.put([opened])
  return opened
}

type Then = (started: Terminal) => void

/**
 * Starts the dev command; asks for trust first where the project is not trusted yet.
 *
 * @param then follows once it is started, which may be after that was answered
 */
export const startDev = (runId: string, then: Then): Promise<void> =>
  trusted(() => client.terminals.startDev({ id: runId }), then, t('The dev command was not started'))

/** Puts a new one in its place. */
export function restartTerminal({ id, kind }: Terminal, then: Then): Promise<void> {
  const what = kind === 'dev' ? t('The dev command was not restarted') : t('The terminal was not opened anew')
  return trusted(() => client.terminals.restart({ id }), then, what)
}

async function trusted(start: () => Promise<Terminal>, then: Then, about: string): Promise<void> {
  try {
    const started = await start()
    terminals.put([started])
    then(started)
  } catch (error) {
    const projectId = untrustedProject(error)
    if (projectId === null) showProblem(error, about)
    else askForTrust(projectId, () => trusted(start, then, about))
  }
}

/** Ends its process; what it shows stays. */
export async function stopTerminal({ id, kind }: Terminal): Promise<void> {
  const about = kind === 'dev' ? t('The dev command was not stopped') : t('The terminal was not stopped')
  const stopped = await attempt(() => client.terminals.stop({ id }), about)
  if (stopped !== null) terminals.put([stopped])
}

/** Ends it and takes it away. */
export async function closeTerminal({ id, title }: Terminal): Promise<void> {
  const closed = await attempt(() => client.terminals.close({ id }), t('{title} was not closed', { title }))
  if (closed !== null) terminals.remove(id)
}
