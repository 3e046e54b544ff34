import { isPicture } from '#shared/attachment-refs.ts'
import { AppError } from '#shared/errors.ts'
import type { FileText } from '#shared/review.ts'
import { isCommitId } from './refs.ts'
import type { Runner } from './run-git.ts'

/** Longer files are not read line by line. */
const MOST_BYTES = 2_000_000
/** Of pictures more can be taken in at a glance. */
const MOST_OF_PICTURE = 8_000_000
/** Of a picture so much goes with one answer, in bytes: in Base64 more would hold the host up. A multiple of three. */
const PICTURE_PART = 768 << 10
const PICTURE_NAME = /\.(?:png|jpe?g|gif|webp)$/i
/** Git looks at as much of a file to tell whether it is text. */
const LOOKED_AT = 8000

/**
 * A file as it is in a commit; of a link, where it leads.
 *
 * @param options `after`: so many bytes of a picture come before its part
 *
 * @returns `text` null for what is no text, `picture` null for what cannot be shown as one
 * @throws AppError NOT_FOUND when the commit has no such file, PAYLOAD_TOO_LARGE `{bytes}`
 */
export async function readFileAt(
  git: Runner,
  { repo, commit, path, after = 0 }: { repo: string; commit: string; path: string; after?: number },
): Promise<FileText> {
  if (!isCommitId(commit)) throw new AppError('BAD_REQUEST', `${commit} is no commit.`)
  const listed = await git.run({
    cwd: repo,
    args: ['ls-tree', '-z', '--long', '--full-tree', commit, '--', path],
    env: { GIT_LITERAL_PATHSPECS: '1' },
    answers: [128],
    priority: 'high',
  })
  const [, objectId, size] = /^\d+ blob ([0-9a-f]+) +(\d+)\t/.exec(listed.stdout.toString('utf8')) ?? []
  if (objectId === undefined || listed.exitCode !== 0)
    throw new AppError('NOT_FOUND', `The commit ${commit.slice(0, 7)} has no file ${path}.`, { commit, path })
  const bytes = Number(size)
  if (bytes > (PICTURE_NAME.test(path) ? MOST_OF_PICTURE : MOST_BYTES))
    throw new AppError('PAYLOAD_TOO_LARGE', `${path} is too long to be shown here as a whole.`, { bytes })
  const { stdout } = await git.run({ cwd: repo, args: ['cat-file', 'blob', objectId], priority: 'high' })
  const isText = !stdout.subarray(0, LOOKED_AT).includes(0)
  return isText
    ? { commit, path, bytes, text: stdout.toString('utf8'), picture: null }
    : { commit, path, bytes, text: null, picture: await pictureOf(stdout, after) }
}

/** What a content is it says itself: its name may deceive. */
async function pictureOf(content: Buffer, after: number): Promise<FileText['picture']> {
  // Not loaded at the start: most changes are of text.
  const { fileTypeFromBuffer } = await import('file-type')
  const found = await fileTypeFromBuffer(content.subarray(0, LOOKED_AT))
  return found !== undefined && isPicture(found.mime)
    ? { mime: found.mime, data: content.toString('base64', after, after + PICTURE_PART) }
    : null
}
