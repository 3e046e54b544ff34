import type { Project } from '#shared/projects.ts'
import { changeProject } from '../projects/change-project.ts'
import { t } from '../strings/t.ts'
import { Switch } from '../ui/field.tsx'
import { IssueFilterBar } from './filter-bar.tsx'
import { OPEN_ISSUES } from './words.ts'

/** Whether issues that are new at GitHub become tasks by themselves, and which. */
export function NewIssues({ project }: { project: Project }) {
  const { id, issueSync } = project
  const { newIssues } = issueSync
  const set = (next: typeof newIssues) =>
    void changeProject(id, { issueSync: { ...issueSync, newIssues: next } })
  return (
    <div>
      <Switch
        label={t('New issues become tasks')}
        hint={t(
          'Those that are opened from now on, in the backlog: no agent begins them until you move them.',
        )}
        checked={newIssues !== null}
        onChange={(on) => set(on ? OPEN_ISSUES : null)}
      />
      {newIssues !== null && (
        <div className="mt-2.5 flex flex-wrap items-center gap-1.5">
          <span className="me-1 text-12 text-fg-3">{t('Only those with')}</span>
          <IssueFilterBar projectId={id} filter={newIssues} onChange={set} withoutState />
        </div>
      )}
    </div>
  )
}
