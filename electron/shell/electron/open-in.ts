import { delimiter, isAbsolute, win32, posix } from 'node:path'
import type { FilePlace, OpenIn } from '../../platform.ts'

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

/** How an editor is told a line of a file, and the folder that it shows beside it. */
type ToFile = (at: { folder: string; file: string; line: string }) => string[]

const byGoto: ToFile = ({ folder, file, line }) => [folder, '--goto', `${file}:${line}`]
const bySuffix: ToFile = ({ folder, file, line }) => [folder, `${file}:${line}`]
const byLine: ToFile = ({ file, line }) => ['--line', line, file]

interface Editor {
  command: string
  name: string
  /** Where a Mac and Windows have it. */
  mac?: string
  windows?: string
  toFile: ToFile
}

const jetBrains = (command: string, name: string, mac = name): Editor => ({
  command,
  name,
  mac: `${mac}.app/Contents/MacOS/${command}`,
  toFile: byLine,
})

/** Editors in the order in which they are looked for. */
const EDITORS: readonly Editor[] = [
  {
    command: 'code',
    name: 'VS Code',
    mac: 'Visual Studio Code.app/Contents/Resources/app/bin/code',
    windows: 'Microsoft VS Code\\Code.exe',
    toFile: byGoto,
  },
  {
    command: 'cursor',
    name: 'Cursor',
    mac: 'Cursor.app/Contents/Resources/app/bin/cursor',
    windows: 'cursor\\Cursor.exe',
    toFile: byGoto,
  },
  {
    command: 'windsurf',
    name: 'Windsurf',
    mac: 'Windsurf.app/Contents/Resources/app/bin/windsurf',
    windows: 'Windsurf\\Windsurf.exe',
    toFile: byGoto,
  },
  {
    command: 'zed',
    name: 'Zed',
    mac: 'Zed.app/Contents/MacOS/cli',
    windows: 'Zed\\Zed.exe',
    toFile: bySuffix,
  },
  {
    command: 'subl',
    name: 'Sublime Text',
    mac: 'Sublime Text.app/Contents/SharedSupport/bin/subl',
    windows: 'Sublime Text\\sublime_text.exe',
    toFile: bySuffix,
  },
  jetBrains('idea', 'IntelliJ IDEA'),
  jetBrains('webstorm', 'WebStorm'),
  jetBrains('pycharm', 'PyCharm'),
  jetBrains('goland', 'GoLand'),
  jetBrains('phpstorm', 'PhpStorm'),
  jetBrains('rubymine', 'RubyMine'),
  jetBrains('clion', 'CLion'),
  jetBrains('rider', 'Rider'),
  jetBrains('rustrover', 'RustRover'),
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
  const found = own === null ? firstEditor(at) : ownEditor(own, at)
  if (found === null) return null
  // What is said of files means nothing for a folder.
  return { file: found.file, args: [...found.args.filter((word) => !HOLE.test(word)), path], cwd: path }
}

/**
 * What opens a file at a line, in an argument of its own.
 *
 * @param own as in {@link editorCommand}; where its words hold `{file}`, `{line}` or `{folder}`, these stand for the
 *   whole paths and the line, and nothing is added
 */
export function fileCommand(
  { folder, path, line }: FilePlace,
  own: string | null,
  at: Machine,
): OpenCommand | null {
  requireAbsolute(folder)
  requireAbsolute(path)
  const found = own === null ? firstEditor(at) : ownEditor(own, at)
  if (found === null) return null
  const place = { folder, file: path, line: String(line) }
  const isTold = found.args.some((word) => HOLE.test(word))
  const args = isTold
    ? found.args.map((word) => word.replaceAll(HOLES, (_, hole: keyof typeof place) => place[hole]))
    : [...found.args, ...(found.editor?.toFile(place) ?? [path])]
  return { file: found.file, args, cwd: folder }
}

const HOLE = /\{(file|line|folder)\}/
const HOLES = new RegExp(HOLE, 'g')

/** The editors that are on this machine: the command that finds each, and its name. */
export function foundEditors(at: Machine): { command: string; name: string }[] {
  return EDITORS.filter((editor) => placeOf(editor, at) !== null).map(({ command, name }) => ({
    command,
    name,
  }))
}

interface FoundEditor {
  file: string
  args: string[]
  /** Null = one that we do not know. */
  editor: Editor | null
}

function firstEditor(at: Machine): FoundEditor | null {
  for (const editor of EDITORS) {
    const file = placeOf(editor, at)
    if (file !== null) return { file, args: [], editor }
  }
  return null
}

function ownEditor(own: string, at: Machine): FoundEditor | null {
  const [command, ...args] = at.exists(own) ? [own] : words(own)
  if (command === undefined) return null
  const name = command
    .slice(Math.max(command.lastIndexOf('/'), command.lastIndexOf('\\')) + 1)
    .replace(/\.exe$/i, '')
    .toLowerCase()
  const editor = EDITORS.find((one) => one.command === name) ?? null
  const isPlain = editor?.command === command
  const file = findProgram(command, at) ?? (isPlain ? installed(editor, at) : null)
  return file === null ? null : { file, args, editor }
}

const placeOf = (editor: Editor, at: Machine) => findProgram(editor.command, at) ?? installed(editor, at)

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

function installed(editor: Editor, at: Machine): string | null {
  if (at.platform === 'darwin') {
    const { mac } = editor
    const folders = ['/Applications', posix.join(at.env.HOME ?? '/', 'Applications')]
    if (mac === undefined) return null
    return folders.map((folder) => posix.join(folder, mac)).find((file) => at.exists(file)) ?? null
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
