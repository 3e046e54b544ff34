import { useEffect, useState } from 'react'
import { showProblem } from '../state/actions.ts'
import { listTasks } from '../state/load.ts'
import { tasksOfIssue } from '../state/issues.ts'
import { tasks } from '../state/stores.ts'
import { t } from '../strings/t.ts'

/**
 * Ids of the tasks whose title, description or comments hold the text, or whose issue has that number; the host searches. Undefined =
 * nothing is searched. While a new text is searched the last answer stays.
 */
export function useTextSearch(
  q: string | undefined,
  projectId: string | null,
): { ids: ReadonlySet<string> | undefined; busy: boolean } {
  const key = q === undefined ? null : `${projectId ?? ''} ${q}`
  const [found, setFound] = useState<{ key: string; ids: ReadonlySet<string> } | null>(null)
  useEffect(() => {
    if (q === undefined || key === null) return
    let current = true
    const timer = setTimeout(() => {
      listTasks({ q, ...(projectId === null ? {} : { projectId }) }).then(
        ({ items }) => {
          if (!current) return
          tasks.put(items)
          setFound({ key, ids: new Set([...items.map((task) => task.id), ...tasksOfIssue(q)]) })
        },
        (error: unknown) => {
          if (current) showProblem(error, t('The search failed'))
        },
      )
    }, 160)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [q, key, projectId])
  if (key === null) return { ids: undefined, busy: false }
  return { ids: found?.ids, busy: found?.key !== key }
}
