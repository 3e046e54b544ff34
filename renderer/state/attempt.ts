import { t } from '../strings/t.ts'
import { toast } from '../ui/toast.ts'
import { mendingPage, problemOf } from './errors.ts'
import { goTo } from './navigation.ts'

/** Shows what went wrong, with the way to mend it where there is one. */
export function showProblem(error: unknown, about?: string): void {
  const problem = problemOf(error)
  const text =
    about === undefined ? { title: problem.message } : { title: about, description: problem.message }
  const page = mendingPage(problem)
  toast.error(text.title, {
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
