import { CONFLICT_BEHAVIORS } from '#shared/batch-words.ts'
import type { ProjectSettings } from '#shared/project-settings.ts'
import type { Project } from '#shared/projects.ts'
import { usePublishWays } from '../batches/publish-ways.ts'
import { CONFLICT_NAMES, PUBLISH_NAMES } from '../batches/words.ts'
import { BUDGETS, MOST } from '../settings/budgets.ts'
import { useSettings } from '../state/hooks.ts'
import { t } from '../strings/t.ts'
import { Section } from '../ui/section.tsx'
import { changeProject } from './change-project.ts'
import { OwnChoice, OwnNumber } from './own-field.tsx'

const ON_OFF = [
  { value: true, label: t('On') },
  { value: false, label: t('Off') },
]

/** The settings of the app that a project may have of its own. */
export function OwnSettings({ project }: { project: Project }) {
  const app = useSettings()
  const ways = usePublishWays(project, project.settings.publish)
  if (app === undefined) return null
  const own = project.settings
  const change = (settings: Partial<ProjectSettings>) => void changeProject(project.id, { settings })
  return (
    <>
      <Section
        title={t('Auto-pull')}
        hint={t(
          'Begins ready tasks of Todo by itself. Turned on, what is ready begins at once, as many as there are free slots, and each costs what its agent uses.',
        )}
      >
        <OwnChoice
          label={t('Begin tasks by itself')}
          hint={t(
            'By priority, then as on the board. Not what failed or was cancelled, until you move or change it.',
          )}
          value={own.autoPull}
          app={app.autoPull}
          options={ON_OFF}
          onChange={(autoPull) => change({ autoPull })}
        />
        <OwnNumber
          label={t('Review limit')}
          hint={t(
            'Nothing is begun while so many tasks of this project are in review; 0 = never held. The app’s limit counts the tasks of all projects.',
          )}
          min={0}
          max={1000}
          value={own.reviewLimit}
          app={app.reviewLimit}
          none={t('never held')}
          onChange={(reviewLimit) => change({ reviewLimit })}
        />
      </Section>
      <Section title={t('Batches')} hint={t('What new batches of this project begin with.')}>
        <OwnNumber
          label={t('Tasks in a batch')}
          hint={t('At most this many.')}
          min={1}
          max={100}
          value={own.maxBatchSize}
          app={app.maxBatchSize}
          onChange={(maxBatchSize) => change({ maxBatchSize })}
        />
        <OwnChoice
          label={t('After each task of a queue')}
          value={own.autoApprove}
          app={app.autoApprove}
          options={[
            { value: false, label: t('Wait for me') },
            { value: true, label: t('Go on by itself') },
          ]}
          onChange={(autoApprove) => change({ autoApprove })}
        />
        <OwnChoice
          label={t('When work conflicts')}
          value={own.conflictBehavior}
          app={app.conflictBehavior}
          options={CONFLICT_BEHAVIORS.map((value) => ({ value, label: CONFLICT_NAMES[value] }))}
          onChange={(conflictBehavior) => change({ conflictBehavior })}
        />
        <OwnChoice
          label={t('When a task fails')}
          value={own.stopOnFailure}
          app={app.stopOnFailure}
          options={[
            { value: false, label: t('Go on with the others') },
            { value: true, label: t('Begin nothing new') },
          ]}
          onChange={(stopOnFailure) => change({ stopOnFailure })}
        />
        <OwnChoice
          label={t('When all is merged')}
          value={own.publish}
          app={app.publish}
          options={ways.map((value) => ({ value, label: PUBLISH_NAMES[value] }))}
          onChange={(publish) => change({ publish })}
        />
        <OwnChoice
          label={t('A task of a batch is done')}
          hint={t(
            'In the base branch, or at the remote: in its pull request, where it gets one. Until then it is in review.',
          )}
          value={own.doneWhen}
          app={app.doneWhen}
          options={[
            { value: 'merged', label: t('Once it is merged') },
            { value: 'published', label: t('Once it is published') },
          ]}
          onChange={(doneWhen) => change({ doneWhen })}
        />
      </Section>
      <Section title={t('Pull requests')} hint={t('What new ones of this project begin with.')}>
        <OwnChoice
          label={t('Open them as drafts')}
          value={own.draftPullRequests}
          app={app.draftPullRequests}
          options={ON_OFF}
          onChange={(draftPullRequests) => change({ draftPullRequests })}
        />
        <OwnChoice
          label={t('Say what the agents cost')}
          value={own.costInPullRequests}
          app={app.costInPullRequests}
          options={ON_OFF}
          onChange={(costInPullRequests) => change({ costInPullRequests })}
        />
        <OwnChoice
          label={t('A merged pull request ends its tasks')}
          hint={t('They go to Done, and their worktrees and branches into the trash.')}
          value={own.doneOnPullMerge}
          app={app.doneOnPullMerge}
          options={ON_OFF}
          onChange={(doneOnPullMerge) => change({ doneOnPullMerge })}
        />
      </Section>
      <Section title={t('Checks')}>
        <OwnNumber
          label={t('Attempts to mend a failed check')}
          hint={t('0 = never.')}
          min={0}
          max={10}
          value={own.maxFixAttempts}
          app={app.maxFixAttempts}
          onChange={(maxFixAttempts) => change({ maxFixAttempts })}
        />
      </Section>
      <Section
        title={t('Limits')}
        hint={t('What comes to a limit keeps its work, pauses and asks you. 0 = no limit.')}
      >
        <OwnNumber
          label={t('Longest work')}
          hint={t('Of an agent on one run; a command may take as long.')}
          unit={t('min')}
          min={1}
          max={1440}
          value={own.totalLimitMinutes}
          app={app.totalLimitMinutes}
          onChange={(totalLimitMinutes) => change({ totalLimitMinutes })}
        />
        {BUDGETS.map(({ name, unit, ...budget }) => (
          <OwnNumber
            key={name}
            {...budget}
            unit={unit === 'min' ? t('min') : unit}
            fraction={unit === '$'}
            max={MOST}
            value={own[name]}
            app={app[name]}
            none={t('no limit')}
            onChange={(value) => change({ [name]: value })}
          />
        ))}
      </Section>
    </>
  )
}
