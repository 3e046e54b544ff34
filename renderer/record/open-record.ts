import { createStore } from 'zustand/vanilla'
import { useSelected } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { t } from '../strings/t.ts'
import { RecordProblem, RecordReader, type RunRecord } from './record-reader.ts'

export type OpenedRecord =
  | { kind: 'none' }
  | { kind: 'reading'; name: string; share: number }
  | { kind: 'failed'; name: string; problem: string }
  | { kind: 'open'; name: string; record: RunRecord }

/** Largest file that is read, in bytes. */
const MOST_BYTES = 512 << 20

const opened = createStore<OpenedRecord>(() => ({ kind: 'none' }))

export const useOpenedRecord = (): OpenedRecord => useSelected(opened, (state) => state)

/** Lets the user choose a run record and shows it. The file stays in this page. */
export function chooseRecord(): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = '.jsonl,application/x-ndjson'
  input.addEventListener('change', () => {
    const file = input.files?.[0]
    if (file === undefined) return
    goTo({ to: 'record' })
    void openRecord(file)
  })
  input.click()
}

let reading = 0

/** Reads a file and shows it. One that is opened meanwhile takes its place. */
export async function openRecord(file: File): Promise<void> {
  reading += 1
  const mine = reading
  const show = (state: OpenedRecord) => {
    if (mine === reading) opened.setState(state, true)
  }
  const { name } = file
  show({ kind: 'reading', name, share: 0 })
  try {
    const record = await readRecord(file, (share) => {
      show({ kind: 'reading', name, share })
      return mine === reading
    })
    if (record !== null) show({ kind: 'open', name, record })
  } catch (error) {
    const isOurs = error instanceof RecordProblem
    show({ kind: 'failed', name, problem: isOurs ? error.message : t('The file could not be read.') })
    if (!isOurs) console.error(error)
  }
}

/** @param goOn told what part is read, answers whether to go on @returns null when it was not to */
async function readRecord(file: File, goOn: (share: number) => boolean): Promise<RunRecord | null> {
  if (file.size > MOST_BYTES) {
    throw new RecordProblem(t('The file is larger than {size} MB.', { size: MOST_BYTES >> 20 }))
  }
  const reader = new RecordReader()
  const bytes = file.stream().getReader()
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const decode = (chunk?: Uint8Array) => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true })
    } catch {
      throw new RecordProblem(t('The file is not text in UTF-8: this is no run record.'))
    }
  }
  let read = 0
  for (let next = await bytes.read(); !next.done; next = await bytes.read()) {
    reader.push(decode(next.value))
    read += next.value.length
    if (!goOn(read / file.size)) {
      await bytes.cancel()
      return null
    }
  }
  reader.push(decode())
  return reader.finish()
}
