import { app, dialog, shell } from 'electron'
import type { Host } from '../../host-api.ts'
import type { Log } from '../../runs/engine.ts'
import { DatabaseDamaged } from '../../store/damage.ts'
import { type Backup, newestGoodBackup, restoreBackup } from '../../store/restore.ts'

const RECOVERY_CHOICES = ['restore', 'show', 'quit'] as const
type RecoveryChoice = (typeof RECOVERY_CHOICES)[number]

/** What the user is asked, for `dialog.showMessageBox`, and what each button means. */
function recoveryQuestion(damaged: DatabaseDamaged, backup: Backup | null) {
  const choices: readonly RecoveryChoice[] = backup === null ? ['show', 'quit'] : RECOVERY_CHOICES
  const made = backup?.madeAt.toLocaleString()
  const labels = { restore: `Restore the backup of ${made}`, show: 'Show folder', quit: 'Quit' }
  const what =
    backup === null
      ? 'There is no good backup in its backups folder. Nothing was changed.'
      : `The newest good backup is of ${made}. What came later is lost from the board; branches, worktrees and the damaged file stay.`
  const why = damaged.cause instanceof Error ? `\n\n${damaged.cause.message}` : ''
  return {
    choices,
    words: {
      type: 'error' as const,
      title: 'OpenLinear',
      message: damaged.message,
      detail: `${what}${why}`,
      buttons: choices.map((choice) => labels[choice]),
      defaultId: 0,
      cancelId: choices.indexOf('quit'),
      noLink: true,
    },
  }
}

/**
 * Starts the host. While its database is damaged, the user decides what is done.
 *
 * @returns null when the user wants to quit
 * @throws what else keeps the host from starting
 */
export async function startOrRecover(
  dataFolder: string,
  start: () => Promise<Host>,
  log: Log,
): Promise<Host | null> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await start()
    } catch (error) {
      if (!(error instanceof DatabaseDamaged)) throw error
      log('error', 'the database is damaged', { error: error.message, cause: String(error.cause) })
      // If it was seen only while the rooms opened, the second start looks at all of it and may mend it.
      if (tries > 1 && !(await recover(dataFolder, error, log))) return null
    }
  }
}

/** @returns whether to start again */
async function recover(dataFolder: string, damaged: DatabaseDamaged, log: Log): Promise<boolean> {
  for (;;) {
    const backup = newestGoodBackup(dataFolder)
    const { choices, words } = recoveryQuestion(damaged, backup)
    const { response } = await dialog.showMessageBox(words)
    const choice = choices[response] ?? 'quit'
    if (choice === 'quit') return false
    if (choice === 'show') {
      const problem = await shell.openPath(dataFolder)
      if (problem !== '') log('warn', 'the data folder could not be shown', { problem })
    } else if (backup !== null) {
      const { movedTo } = restoreBackup(dataFolder, backup.file)
      log('warn', 'a backup was restored', { backup: backup.file, oldDatabase: movedTo })
      return true
    }
  }
}

/** The database has shown damage while the host worked: the next start looks at all of it. */
export async function askToStartAgain(damaged: DatabaseDamaged): Promise<void> {
  const { response } = await dialog.showMessageBox({
    type: 'error',
    title: 'OpenLinear',
    message: damaged.message,
    detail:
      'OpenLinear has to end. When it starts again it looks at all of the database, and mends it or offers a backup. Runs go on where they were.',
    buttons: ['Start again', 'Quit'],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  })
  if (response !== 0) return
  // An AppImage is unmounted once it ends, and with it the program that runs.
  const appImage = process.env.APPIMAGE
  app.relaunch(appImage === undefined ? {} : { execPath: appImage })
}
