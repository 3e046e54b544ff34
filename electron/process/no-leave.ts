import { accessSync, constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { AppError } from '#shared/errors.ts'

const READING = new Set(['access', 'lstat', 'opendir', 'readlink', 'realpath', 'scandir', 'stat', 'statfs'])
/** These read one file or write another: the file itself tells. */
const EITHER = new Set(['copyfile', 'open'])

/** A file or folder that this process may not read. */
export const notReadable = (path: string, cause?: unknown) =>
  new AppError(
    'NOT_READABLE',
    `${path} cannot be read. Give yourself leave to read it, then try again.`,
    { path },
    { cause },
  )

/** What the system or the database says of a file that may not be read or written, in words of ours; else null. */
export function withoutLeave(error: unknown): AppError | null {
  const { code = '', syscall = '', path } = (error ?? {}) as NodeJS.ErrnoException
  if (!/^(EROFS|EACCES|EPERM|SQLITE_READONLY\w*)$/.test(code)) return null
  // A program that may not be started, or a firewall, is no matter of the disk.
  if (/^(spawn|kill|connect|listen|bind)\b/.test(syscall)) return null
  if (path !== undefined && (READING.has(syscall) || (EITHER.has(syscall) && isClosed(path))))
    return notReadable(path, error)
  return new AppError(
    'NOT_WRITABLE',
    `${path ?? 'The database of OpenLinear'} cannot be written to, so nothing was changed. Give yourself leave to write there, then try again.`,
    path === undefined ? null : { path },
    { cause: error },
  )
}

function isClosed(path: string): boolean {
  try {
    accessSync(path, constants.R_OK)
    return false
  } catch (error) {
    return isRefusal(error)
  }
}

/** @throws AppError NOT_READABLE `{path}` when it, or what is in it, may not be read; what is missing may */
export async function requireReadable(path: string): Promise<void> {
  try {
    const isFolder = (await stat(path)).isDirectory()
    await access(path, isFolder ? constants.R_OK | constants.X_OK : constants.R_OK)
  } catch (error) {
    if (isRefusal(error)) throw notReadable(path, error)
  }
}

/** Whether a file-system error says that this process may not. */
export const isRefusal = (error: unknown) =>
  ['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException | null)?.code ?? '')
