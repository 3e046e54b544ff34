import { existsSync } from 'node:fs'
import { access, chmod, constants, mkdir, rename, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { BACKGROUND_PRIORITY, NICE, OWN_SESSION } from '#electron/process/background.ts'

/** Variables OpenCode is given that the agent's shell gets back as the user has them. */
const XDG = ['XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_STATE_HOME', 'XDG_CACHE_HOME']

/** Without them hardly a command works; a configuration may name them in a path. */
const NEEDED = new Set(['HOME', 'LANG', 'LOGNAME', 'PATH', 'PWD', 'SHELL', 'TERM', 'TMPDIR', 'USER'])

/**
 * Writes the shell the agent's commands run in: it takes away the server's password and everything that
 * looks like a key, gives back the user's own XDG folders, and becomes the real shell.
 *
 * @param folder where to write it
 * @param shell the real shell
 * @param user the user's environment
 * @param secrets names of more variables that hold keys
 * @returns path of the wrapper
 */
export async function writeShellWrapper(
  folder: string,
  shell: string,
  user: NodeJS.ProcessEnv,
  secrets: readonly string[],
): Promise<string> {
  const named = secrets.filter((name) => /^[A-Za-z_]\w*$/.test(name) && !NEEDED.has(name))
  const restore = XDG.map((name) => {
    const value = user[name]
    return value === undefined ? `unset ${name}` : `export ${name}=${quote(value)}`
  })
  // Each command is a session of its own, see `background.ts`.
  const standBack = OWN_SESSION ? `{ echo ${BACKGROUND_PRIORITY} >/proc/$$/autogroup; } 2>/dev/null\n` : ''
  const script = `#!/bin/sh
${standBack}for name in $(env | sed -n 's/^\\([A-Za-z_][A-Za-z0-9_]*\\)=.*/\\1/p'); do
  case "$name" in
    OPENCODE|OPENLINEAR_HOST_ID|OPENLINEAR_SERVER_ID) ;;
    OPENCODE_*|OPENLINEAR_*|npm_config_*|*_API_KEY*|*_APIKEY|*_TOKEN|*_TOKENS|*_SECRET|*_KEY|*_KEYS|*_KEY_ID|*_PAT|*_PASSWORD|*_CREDENTIALS|AWS_BEARER_TOKEN*|AUTHORIZATION)
      unset "$name" ;;
  esac
done
${['OLDPWD', ...named].map((name) => `unset ${name}`).join('\n')}
${restore.join('\n')}
export SHELL=${quote(shell)}
exec ${existsSync(NICE) ? `${NICE} -n ${BACKGROUND_PRIORITY} ` : ''}${quote(shell)} "$@"
`
  await mkdir(folder, { recursive: true, mode: 0o700 })
  // OpenCode picks a shell's arguments by its name; it keeps that of the real one.
  const path = join(folder, basename(shell))
  const temporary = `${path}.${process.pid}`
  await writeFile(temporary, script, { mode: 0o700 })
  await chmod(temporary, 0o700)
  await rename(temporary, path)
  return path
}

/** The shell for the agent: the user's if it reads POSIX syntax, else the first that is there. */
export async function realShell(configured: string | null, user: NodeJS.ProcessEnv): Promise<string> {
  for (const shell of [configured, user.SHELL, '/bin/bash', '/bin/zsh']) {
    if (shell?.startsWith('/') !== true || !POSIX.includes(basename(shell))) continue
    const there = await access(shell, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (there) return shell
  }
  return '/bin/sh'
}

const POSIX = ['bash', 'zsh', 'sh', 'dash', 'ksh']

const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`
