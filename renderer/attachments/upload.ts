import { MAX_ATTACHMENT } from '#shared/attachment-refs.ts'
import type { Attachment } from '#shared/attachments.ts'
import { transport } from '../state/transport.ts'
import { t } from '../strings/t.ts'

/**
 * Gives a file to the host, which keeps it as an attachment.
 *
 * @param went told how much of it is there, from 0 to 1
 *
 * @throws an error in words when it is too large, empty, a folder, or the host refuses it
 */
export async function uploadFile(file: File, went: (share: number) => void): Promise<Attachment> {
  if (file.size > MAX_ATTACHMENT)
    throw new Error(
      t('A file may have {megabytes} MB at most. Keep larger ones in the repository.', {
        megabytes: MAX_ATTACHMENT >> 20,
      }),
    )
  // A folder that is dropped comes as a file that cannot be read.
  await file
    .slice(0, 1)
    .arrayBuffer()
    .catch((error: unknown) => {
      throw new Error(t('It cannot be read. Folders cannot be attached, only files.'), { cause: error })
    })
  return transport().attach(file, went)
}
