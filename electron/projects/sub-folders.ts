import { access, opendir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, isAbsolute, join, sep } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { SUB_FOLDERS, type SubFolders } from '#shared/system.ts'
import { isRefusal, notReadable } from '../process/no-leave.ts'

/** Of a folder that holds more than this the rest is not looked at: a person types more of the name. */
const MOST_ENTRIES = 20_000

const END = process.platform === 'win32' ? /[/\\]$/ : /\/$/

/**
 * Folders that go on with what is typed of a path, as a shell completes it: those in the folder that is named whole,
 * whose names begin with the rest. Hidden ones only where the rest begins with a dot.
 *
 * @param typed nothing yet = the user's home
 * @throws AppError BAD_REQUEST unless it begins at the root or the home; NOT_FOUND, NOT_READABLE `{path}` of the folder
 */
export async function subFolders(typed: string): Promise<SubFolders> {
  const path = wholePath(typed)
  const [folder, begun] = END.test(path) ? [path, ''] : [dirname(path), basename(path)]
  const { names, isWhole } = await namesIn(folder, begun)
  const items: SubFolders['items'] = []
  for (const name of names.sort((a, b) => (a < b ? -1 : 1))) {
    const whole = join(folder, name)
    // A link is one where what it leads to is: what may not be read is left out.
    if (!(await isFolder(whole))) continue
    if (items.length === SUB_FOLDERS) return { items, isWhole: false }
    items.push({ name, path: whole, isRepository: await isThere(join(whole, '.git')) })
  }
  return { items, isWhole }
}

function wholePath(typed: string): string {
  if (typed === '' || typed === '~') return homedir() + sep
  const path = /^~[/\\]/.test(typed) ? homedir() + sep + typed.slice(2) : typed
  if (isAbsolute(path) && !path.includes('\0')) return path
  throw new AppError('BAD_REQUEST', 'Give the path from the root on, or from the home with ~/.', {
    field: 'path',
  })
}

async function namesIn(folder: string, begun: string): Promise<{ names: string[]; isWhole: boolean }> {
  const wanted = begun.toLowerCase()
  const names: string[] = []
  let seen = 0
  try {
    for await (const entry of await opendir(folder, { bufferSize: 256 })) {
      seen += 1
      if (seen > MOST_ENTRIES) return { names, isWhole: false }
      if (!entry.isDirectory() && !entry.isSymbolicLink()) continue
      if (entry.name.startsWith('.') && !begun.startsWith('.')) continue
      if (entry.name.toLowerCase().startsWith(wanted)) names.push(entry.name)
    }
  } catch (error) {
    if (isRefusal(error)) throw notReadable(folder, error)
    throw new AppError('NOT_FOUND', `There is no folder ${folder}.`, { path: folder }, { cause: error })
  }
  return { names, isWhole: true }
}

const isFolder = (path: string) =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )
