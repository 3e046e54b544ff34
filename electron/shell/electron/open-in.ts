import { delimiter, isAbsolute, win32, posix } from 'node:path'
import type { OpenIn } from '../../platform.ts'

/** A program, its arguments and the folder it starts in: no shell reads any of it. */
export interface OpenCommand {
  file: string
  args: string[]
  cwd: string
}

export interface Machine {
  platform: NodeJS.Platform
  env: Readonly<Record<string, string | undefined>>
  /** Whether there is a program at this path. */
  exists(path: string): boolean
}

/** Editors in the order in which they are looked for: their commands, and where a Mac and Windows have them. */
const EDITORS: readonly { command: string; mac: string; windows?: string }[] = [
  {
    command: 'code',
    mac: 'Visual Studio Code.app/Contents/Resources/app/bin/code',
    windows: 'Microsoft VS Code\\Code.exe',
  },
  { command: 'cursor', mac: 'Cursor.app/Contents/Resources/app/bin/cursor', windows: 'cursor\\Cursor.exe' },
  {
    command: 'windsurf',
    mac: 'Windsurf.app/Contents/Resources/app/bin/windsurf',
    windows: 'Windsurf\\Windsurf.exe',
  },
  { command: 'zed', mac: 'Zed.app/Contents/MacOS/cli', windows: 'Zed\\Zed.exe' },
  {
    command: 'subl',
    mac: 'Sublime Text.app/Contents/SharedSupport/bin/subl',
    windows: 'Sublime Text\\sublime_text.exe',
  },
  { command: 'idea', mac: 'IntelliJ IDEA.app/Contents/MacOS/idea' },
]

/** Terminals of Linux; most start in the folder they are started in, these want it said. */
const TERMINALS: readonly { command: string; args: (path: string) => string[] }[] = [
  { command: 'gnome-terminal', args: (path) => [`--working-directory=${path}`] },
  { command: 'konsole', args: (path) => ['--workdir', path] },
  { command: 'xfce4-terminal', args: (path) => [`--working-directory=${path}`] },
  { command: 'tilix', args: (path) => [`--working-directory=${path}`] },
  { command: 'kitty', args: (path) => ['--directory', path] },
  { command: 'alacritty', args: (path) => ['--working-directory', path] },
  { command: 'wezterm', args: (path) => ['start', '--cwd', path] },
  { command: 'foot', args: (path) => [`--working-directory=${path}`] },
  { command: 'x-terminal-emulator', args: () => [] },
  { command: 'xterm', args: () => [] },
]

/**
 * What opens a folder in an editor: the user's own command, else the first editor found.
 *
 * @param path absolute, so that no editor takes it for an option
 * @param own the user's command, such as `code` or `"/opt/my editor" --new-window`
 */
export function editorCommand(path: string, own: string | null, at: Machine): OpenCommand | null {
  requireAbsolute(path)
  if (own !== null) {
    const [command, ...args] = at.exists(own) ? [own] : words(own)
    const known = EDITORS.find((editor) => editor.command === command)
    const file =
      command === undefined ? null : (findProgram(command, at) ?? (known && installed(known, at)) ?? null)
    return file === null ? null : { file, args: [...args, path], cwd: path }
  }
  for (const editor of EDITORS) {
    const file = findProgram(editor.command, at) ?? installed(editor, at)
    if (file !== null) return { file, args: [path], cwd: path }
  }
  return null
}

/** @param path absolute */
export function terminalCommand(path: string, at: Machine): OpenCommand | null {
  requireAbsolute(path)
  if (at.platform === 'darwin') return { file: '/usr/bin/open', args: ['-a', 'Terminal', path], cwd: path }
  if (at.platform === 'win32') {
    const windowsTerminal = findProgram('wt', at)
    // It takes a semicolon for the end of a command, in a path too.
    if (windowsTerminal !== null) return { file: windowsTerminal, args: ['-d', '.'], cwd: path }
    const shell = findProgram('powershell', at) ?? findProgram('cmd', at)
    return shell === null ? null : { file: shell, args: [], cwd: path }
  }
  for (const { command, args } of TERMINALS) {
    const file = findProgram(command, at)
    if (file !== null) return { file, args: args(path), cwd: path }
  }
  return null
}

/** Where folders can be opened on this machine. */
export function openPlaces(at: Machine): OpenIn[] {
  const root = at.platform === 'win32' ? 'C:\\' : '/'
  const places: OpenIn[] = ['editor']
  if (terminalCommand(root, at) !== null) places.push('terminal')
  return [...places, 'files']
}

/** A program by its path or on PATH. On Windows only an `.exe`: a `.cmd` cannot be started without a shell. */
function findProgram(command: string, at: Machine): string | null {
  const isWindows = at.platform === 'win32'
  if (isAbsolute(command) || (isWindows && win32.isAbsolute(command))) {
    return at.exists(command) ? command : null
  }
  // What is neither a path from the root nor a plain name would be looked for in some folder of the day.
  if (/[/\\]/.test(command)) return null
  const name = isWindows && !/\.exe$/i.test(command) ? `${command}.exe` : command
  const paths = isWindows ? win32 : posix
  const path = at.env.PATH ?? at.env.Path ?? ''
  for (const folder of path.split(isWindows ? ';' : delimiter)) {
    // A relative one would mean the repository that the program is started in.
    if (paths.isAbsolute(folder) && at.exists(paths.join(folder, name))) return paths.join(folder, name)
  }
  return null
}

function installed(editor: (typeof EDITORS)[number], at: Machine): string | null {
  if (at.platform === 'darwin') {
    const folders = ['/Applications', posix.join(at.env.HOME ?? '/', 'Applications')]
    return folders.map((folder) => posix.join(folder, editor.mac)).find((file) => at.exists(file)) ?? null
  }
  const inside = editor.windows
  if (at.platform !== 'win32' || inside === undefined) return null
  const local = at.env.LOCALAPPDATA
  const folders = [local === undefined ? undefined : `${local}\\Programs`, at.env.ProgramFiles]
  return (
    folders
      .filter((folder) => folder !== undefined)
      .map((folder) => win32.join(folder, inside))
      .find((file) => at.exists(file)) ?? null
  )
}

/** Words apart by spaces; quotation marks hold words together. */
const words = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')

function requireAbsolute(path: string): void {
  if (!isAbsolute(path) && !win32.isAbsolute(path)) throw new Error(`${path} is no path from the root on`)
}
