import { AppError } from '#shared/errors.ts'
import type { CreateImport, ImportPreview, ImportTasks } from '#shared/imports.ts'
import type { Projects } from '../projects/projects.ts'
import { ImportThread } from './import-thread.ts'
import { type ImportResult, type ImportRooms, makeImport, previewImport } from './import-work.ts'

/** Tasks that come from elsewhere, as a file. */
export interface Imports {
  /** What an import would make. @throws AppError NOT_FOUND, TOO_MANY_REQUESTS */
  preview(input: ImportTasks): Promise<ImportPreview>
  /**
   * Makes the tasks, all or none.
   *
   * @throws AppError BAD_REQUEST for a row that is not there, for none, and for too many labels
   * @throws what {@link preview} throws
   */
  create(input: CreateImport): Promise<ImportResult>
}

export interface ImportsOptions extends ImportRooms {
  /** Where the store is. */
  dataFolder: string
  projects: Pick<Projects, 'get'>
}

/** Each has a thread of its own. */
const MOST_AT_ONCE = 3

/** Every text is read on a thread, which is anybody's; what holds many tasks is gone on with there as well. */
export function createImports(options: ImportsOptions): Imports & { close(): Promise<void> } {
  const { store, projects, dataFolder } = options
  const closing = new AbortController()
  const working = new Set<Promise<unknown>>()

  async function onThread<T>(
    order: { what: 'preview' | 'create'; input: CreateImport },
    work: (thread: ImportThread) => Promise<T>,
  ): Promise<T> {
    await projects.get(order.input.projectId)
    if (working.size >= MOST_AT_ONCE) {
      throw new AppError(
        'TOO_MANY_REQUESTS',
        `${MOST_AT_ONCE} imports are being read. Try again when one of them is done.`,
      )
    }
    const thread = new ImportThread({ ...order, dataFolder }, closing.signal, (cause) => store.suspect(cause))
    const done = (async () => {
      try {
        return await work(thread)
      } finally {
        await thread.end()
      }
    })()
    const settled = done.then(
      () => undefined,
      () => undefined,
    )
    working.add(settled)
    try {
      return await done
    } finally {
      working.delete(settled)
    }
  }

  return {
    preview: (input) =>
      onThread({ what: 'preview', input }, async (thread) => {
        const read = await thread.read()
        return read.kind === 'few' ? previewImport(options, read.parsed, input.projectId) : thread.preview()
      }),

    create: (input) =>
      onThread({ what: 'create', input }, async (thread) => {
        const read = await thread.read()
        if (read.kind === 'few') return makeImport(options, read.parsed.drafts, input)
        return store.writeElsewhere(() => thread.write())
      }),

    async close() {
      closing.abort(new Error('The host closes.'))
      await Promise.all(working)
    },
  }
}
