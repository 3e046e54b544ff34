import { type ReactNode, useState } from 'react'
import type { CreateProject } from '#shared/projects.ts'
import { type Problem, problemOf } from '../state/errors.ts'
import { useProject } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { projects } from '../state/stores.ts'
import { client } from '../state/transport.ts'
import { t } from '../strings/t.ts'
import { WithCode } from '../ui/with-code.tsx'
import { Button } from '../ui/button.tsx'

/** Where somebody is led who has made a project; the first one always leads on in the welcome. */
export type AfterNewProject = 'board' | 'welcome'

/** Makes a project and goes on to `leadsTo`; what hinders is kept, to be said in place. */
export function useNewProject(onDone: () => void, leadsTo: AfterNewProject = 'board') {
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const create = async (input: CreateProject) => {
    if (busy) return
    setBusy(true)
    setProblem(null)
    const isFirst = projects.all.size === 0
    try {
      const project = await client.projects.create(input)
      projects.put([project])
      onDone()
      if (isFirst || leadsTo === 'welcome')
        goTo({ to: 'welcome', search: { step: 'check', project: project.id } })
      else goTo({ to: 'board', projectId: project.id })
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  return { create, busy, problem, forget: () => setProblem(null) }
}

/** What hinders; where another project has the repository it leads there. */
export function NewProjectProblem({ problem, onDone }: { problem: Problem; onDone: () => void }): ReactNode {
  const id = problem.details?.['id']
  const other = useProject(problem.code === 'CONFLICT' && typeof id === 'string' ? id : null)
  if (other === undefined) return <WithCode text={problem.message} />
  return (
    <span className="flex items-center justify-between gap-3">
      <WithCode text={problem.message} />
      <Button
        size="s"
        onClick={() => {
          onDone()
          goTo({ to: 'board', projectId: other.id })
        }}
      >
        {t('Open {key}', { key: other.key })}
      </Button>
    </span>
  )
}
