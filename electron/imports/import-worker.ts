/**
 * Reads a text that is to be imported, on a thread of its own: it may be long, and it is anybody's. `workerData` is an
 * {@link ImportOrder}; the answer is what it holds.
 */
import { parentPort, workerData } from 'node:worker_threads'
import type { ImportTasks } from '#shared/imports.ts'
import { parseImport } from '#shared/parse-import.ts'

export type ImportOrder = Omit<ImportTasks, 'projectId'>

parentPort?.postMessage(parseImport(workerData as ImportOrder))
