import { transport } from '../state/transport.ts'
import { saveFile } from '../ui/save-file.ts'

/** So much is gathered before it is handed over to the browser, which keeps it outside of the page's memory. */
const PIECE = 4 << 20

/** Reads a run's record and has the browser save it. @throws when it could not be read to its end */
export async function saveRecord(runId: string, name: string, signal: AbortSignal): Promise<void> {
  const pieces: Blob[] = []
  let parts: BlobPart[] = []
  let size = 0
  await transport().readRecord(
    runId,
    (part) => {
      parts.push(part)
      size += part.length
      if (size < PIECE) return
      pieces.push(new Blob(parts))
      parts = []
      size = 0
    },
    signal,
  )
  saveFile(new Blob([...pieces, ...parts], { type: 'application/x-ndjson' }), name)
}
