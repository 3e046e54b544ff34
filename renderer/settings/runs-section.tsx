import type { Settings } from '#shared/settings.ts'
import { CONFLICT_BEHAVIORS } from '#shared/batch-words.ts'
import { usePublishWays } from '../batches/publish-ways.ts'
import { CONFLICT_HINTS, CONFLICT_NAMES, PUBLISH_NAMES } from '../batches/words.ts'
import { t } from '../strings/t.ts'
import { NumberInput, Switch } from '../ui/field.tsx'
import { Row } from '../ui/row.tsx'
import { Section } from '../ui/section.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { BudgetsSection } from './budgets-section.tsx'
import { changeSetting } from './change-setting.ts'

/** How many runs at once, how batches are carried out, and how far one run may go. */
export function RunsSection({ settings }: { settings: Settings }) {
  const ways = usePublishWays(undefined, settings.publish)
  return (
    <>
      <Section title={t('Slots')}>
        <NumberInput
          row
          label={t('Runs at once')}
          hint={t(
            'Over all projects. The others wait in a queue. Each run has an agent, a worktree and your commands: more of them need more memory and cost money faster.',
          )}
          min={1}
          max={20}
          value={settings.parallelLimit}
          onChange={(value) => void changeSetting({ parallelLimit: value ?? settings.parallelLimit })}
        />
      </Section>
      <Section title={t('Auto-pull')} hint={t('Projects can say otherwise in their own settings.')}>
        <Switch
          label={t('Begin tasks by itself')}
          hint={t(
            'Takes ready tasks of Todo by priority, then as on the board, whenever a slot is free. Turned on, up to {count} begin at once, and each costs what its agent uses. What failed or was cancelled stays until you move or change it.',
            { count: settings.parallelLimit },
          )}
          checked={settings.autoPull}
          onChange={(autoPull) => void changeSetting({ autoPull })}
        />
        <NumberInput
          row
          label={t('Review limit')}
          hint={t(
            'Nothing is begun by itself while so many tasks are in review; what runs is finished. 0 = never held.',
          )}
          min={0}
          max={1000}
          value={settings.reviewLimit}
          onChange={(value) => void changeSetting({ reviewLimit: value ?? settings.reviewLimit })}
        />
      </Section>
      <Section
        title={t('Batches')}
        hint={t(
          'Several tasks whose work is merged into one branch. New batches begin with this, and projects can say otherwise.',
        )}
      >
        <NumberInput
          row
          label={t('Tasks in a batch')}
          hint={t('At most this many. How many of them run at once is another matter: see above.')}
          min={1}
          max={100}
          value={settings.maxBatchSize}
          onChange={(value) => void changeSetting({ maxBatchSize: value ?? settings.maxBatchSize })}
        />
        <Switch
          label={t('Ask after each task of a queue')}
          hint={t('The queue waits until you approve the work, send it back or skip it.')}
          checked={!settings.autoApprove}
          onChange={(asks) => void changeSetting({ autoApprove: !asks })}
        />
        <Row title={t('When work conflicts')} hint={CONFLICT_HINTS[settings.conflictBehavior]}>
          <Segmented
            label={t('When work conflicts')}
            value={settings.conflictBehavior}
            options={CONFLICT_BEHAVIORS.map((id) => ({ id, label: CONFLICT_NAMES[id] }))}
            onChange={(conflictBehavior) => void changeSetting({ conflictBehavior })}
          />
        </Row>
        <Switch
          label={t('Stop a batch when a task fails')}
          hint={t('Nothing new begins then. What runs is finished, what is merged stays.')}
          checked={settings.stopOnFailure}
          onChange={(stopOnFailure) => void changeSetting({ stopOnFailure })}
        />
        <Row
          title={t('When all is merged')}
          hint={t(
            'A branch that is pushed is brought up to date with the remote’s base first, and never forced.',
          )}
        >
          <Segmented
            label={t('When all is merged')}
            value={settings.publish}
            options={ways.map((id) => ({ id, label: PUBLISH_NAMES[id] }))}
            onChange={(publish) => void changeSetting({ publish })}
          />
        </Row>
        <Row title={t('A task of a batch is done')} hint={t('Until then it is in review.')}>
          <Segmented
            label={t('A task of a batch is done')}
            value={settings.doneWhen}
            options={[
              { id: 'merged', label: t('Once it is in the base branch') },
              { id: 'published', label: t('Once it is published') },
            ]}
            onChange={(doneWhen) => void changeSetting({ doneWhen })}
          />
        </Row>
      </Section>
      <Section title={t('Checks')}>
        <NumberInput
          row
          label={t('Attempts to mend a failed check')}
          hint={t(
            'How often the agent is given the output of a failed check command, before the run fails. 0 = never.',
          )}
          min={0}
          max={10}
          value={settings.maxFixAttempts}
          onChange={(value) => void changeSetting({ maxFixAttempts: value ?? settings.maxFixAttempts })}
        />
      </Section>
      <Section
        title={t('Limits')}
        hint={t('A run that reaches a limit keeps its work, gives its slot back and asks you.')}
      >
        <NumberInput
          row
          label={t('Longest work')}
          hint={t(
            'Minutes that an agent may work on one run before it pauses and asks. A setup or check command may take as long.',
          )}
          unit={t('min')}
          min={1}
          max={1440}
          value={settings.totalLimitMinutes}
          onChange={(value) => void changeSetting({ totalLimitMinutes: value ?? settings.totalLimitMinutes })}
        />
        <NumberInput
          row
          label={t('Longest silence of the model')}
          hint={t('Minutes without a sign of life from the model. Tools may be silent as long as they like.')}
          unit={t('min')}
          min={1}
          max={240}
          value={settings.silentModelMinutes}
          onChange={(value) =>
            void changeSetting({ silentModelMinutes: value ?? settings.silentModelMinutes })
          }
        />
        <NumberInput
          row
          label={t('Longest wait for a provider')}
          hint={t(
            'A provider that limits requests says when to come back. The run waits without a slot until then; a longer wait than this asks you.',
          )}
          unit={t('min')}
          min={1}
          max={240}
          value={settings.maxRetryWaitMinutes}
          onChange={(value) =>
            void changeSetting({ maxRetryWaitMinutes: value ?? settings.maxRetryWaitMinutes })
          }
        />
      </Section>
      <BudgetsSection settings={settings} />
    </>
  )
}
