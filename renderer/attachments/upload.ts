import { MAX_ATTACHMENT } from '#shared/attachment-refs.ts'
import type { Attachment } from '#shared/attachments.ts'
import { transport } from '../state/transport.ts'

/**
 * Gives a file to the host, which keeps it as an attachment.
 *
 * @throws an error in words when it is too large, empty, a folder, or the host refuses it
 */
export async function uploadFile(file: File): Promise<Attachment> {
  if (file.size > MAX_ATTACHMENT)
    throw new Error(`A file may have ${MAX_ATTACHMENT >> 20} MB at most. Keep larger ones in the repository.`)
  // A folder that is dropped comes as a file that cannot be read.
  await file
    .slice(0, 1)
    .arrayBuffer()
    .catch((error: unknown) => {
      throw new Error('It cannot be read. Folders cannot be attached, only files.', { cause: error })
    })
  return transport().attach(file)
}
