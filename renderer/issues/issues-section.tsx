import { useState } from 'react'
import type { GithubRepository } from '#shared/github.ts'
import type { Project } from '#shared/projects.ts'
import { changeProject } from '../projects/change-project.ts'
import { useIssueSyncStatus } from '../state/issues.ts'
import { view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { Switch } from '../ui/field.tsx'
import { Row } from '../ui/row.tsx'
import { Section } from '../ui/section.tsx'
import { IssueLog } from './issue-log.tsx'
import { NewIssues } from './new-issues.tsx'
import { PlanDialog } from './plan-dialog.tsx'
import { SyncStanding } from './sync-standing.tsx'

/** Whether a project keeps its tasks and their issues the same, how that stands, and what it has written. */
export function IssuesSection({ project, repository }: { project: Project; repository: GithubRepository }) {
  const { id, issueSync } = project
  const [planning, setPlanning] = useState(false)
  const [stopping, setStopping] = useState(false)
  const waiting = useIssueSyncStatus(id)?.waiting ?? 0
  const turnOff = () => changeProject(id, { issueSync: { ...issueSync, enabled: false } })
  return (
    <>
      <Section
        title={t('Issues')}
        hint={t(
          'A task can be linked with an issue: by importing issues, or from the task itself. Whether linked ones are kept the same is said here.',
        )}
      >
        <Switch
          label={t('Keep issues the same')}
          hint={t(
            'Title, description, state, labels and comments of linked issues, in both directions. Where both sides have changed the same thing, the later change is kept, and the other stays in the log. Off, nothing is read or written but what you ask for.',
          )}
          checked={issueSync.enabled}
          onChange={(enabled) => {
            if (enabled) setPlanning(true)
            else if (waiting > 0) setStopping(true)
            else void turnOff()
          }}
        />
        <SyncStanding project={project} />
        {issueSync.enabled && <NewIssues project={project} />}
        <Row title={t('Import issues')} hint={t('Chosen ones become tasks that are linked with them.')}>
          <Button
            disabled={project.state === 'cloning'}
            onClick={() => view.setState({ importing: { projectId: id, from: 'github' } })}
          >
            {t('Import issues…')}
          </Button>
        </Row>
      </Section>
      <Section
        title={t('Log')}
        hint={t('Every write in both directions, newest first. What was overwritten can be taken back.')}
      >
        <div className="py-1!">
          <IssueLog
            of={{ projectId: id }}
            empty={t(
              'What is written between tasks and their issues stands here, also while the sync is off.',
            )}
          />
        </div>
      </Section>
      <ConfirmDialog
        open={stopping}
        onOpenChange={setStopping}
        title={t('Stop keeping issues the same?')}
        description={t(
          '{waiting, plural, one {# change waits to be written to GitHub. It stays here, and what is written is shown before the sync is turned on again.} other {# changes wait to be written to GitHub. They stay here, and what is written is shown before the sync is turned on again.}}',
          { waiting },
        )}
        confirmLabel={t('Stop')}
        onConfirm={turnOff}
      />
      {planning && (
        <PlanDialog project={project} repository={repository} onClose={() => setPlanning(false)} />
      )}
    </>
  )
}
