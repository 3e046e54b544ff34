import { t } from '../strings/t.ts'
import { toast } from '../ui/toast.ts'
import { errorDetails } from './error-details.ts'
import { mendingPage, problemOf } from './errors.ts'
import { goTo } from './navigation.ts'

/**
 * Shows what went wrong, with the way to mend it where there is one.
 *
 * @param about what was not done
 * @param why instead of what the error says
 */
export function showProblem(error: unknown, about?: string, why?: string): void {
  const own = problemOf(error)
  const problem = why === undefined ? own : { ...own, message: why }
  const text =
    about === undefined ? { title: problem.message } : { title: about, description: problem.message }
  const page = mendingPage(problem)
  toast.error(text.title, {
    details: () => errorDetails({ ...problem, title: about }),
    ...(text.description === undefined ? {} : { description: text.description }),
    ...(problem.code === 'MODEL_NOT_CONFIGURED'
      ? {
          id: 'model-not-configured',
          action: { label: t('Open Settings'), onClick: () => goTo({ to: 'settings', section: 'model' }) },
        }
      : {}),
    ...(page === null
      ? {}
      : {
          action: {
            label: t('Open GitHub'),
            onClick: () => window.open(page.url, '_blank', 'noopener,noreferrer'),
          },
        }),
  })
}

/** Does it and answers what it gave, or shows the error and answers null. */
export async function attempt<T>(work: () => Promise<T>, about?: string): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    showProblem(error, about)
    return null
  }
}

/** Writes of one entity reach the host in the order in which they were made. */
const chains = new Map<string, Promise<unknown>>()
export function inOrder<T>(id: string, work: () => Promise<T>): Promise<T> {
  const result = (chains.get(id) ?? Promise.resolve()).then(work, work)
  chains.set(id, result)
  const clear = () => {
    if (chains.get(id) === result) chains.delete(id)
  }
  result.then(clear, clear)
  return result
}

/** The same of a call about several entities. */
export function inOrderOf<T>(ids: readonly string[], work: () => Promise<T>): Promise<T> {
  const result = Promise.allSettled(ids.flatMap((id) => chains.get(id) ?? [])).then(work)
  for (const id of ids) chains.set(id, result)
  const clear = () => {
    for (const id of ids) if (chains.get(id) === result) chains.delete(id)
  }
  result.then(clear, clear)
  return result
}
