import type { Settings } from '#shared/settings.ts'
import { CONFLICT_BEHAVIORS } from '#shared/batch-words.ts'
import { usePublishWays } from '../batches/publish-ways.ts'
import { CONFLICT_HINTS, CONFLICT_NAMES, PUBLISH_NAMES } from '../batches/words.ts'
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
      <Section title="Slots">
        <NumberInput
          row
          label="Runs at once"
          hint="Over all projects. The others wait in a queue. Each run has an agent, a worktree and your commands: more of them need more memory and cost money faster."
          min={1}
          max={20}
          value={settings.parallelLimit}
          onChange={(value) => void changeSetting({ parallelLimit: value ?? settings.parallelLimit })}
        />
      </Section>
      <Section title="Auto-pull" hint="Projects can say otherwise in their own settings.">
        <Switch
          label="Begin tasks by itself"
          hint={`Takes ready tasks of Todo by priority, then as on the board, whenever a slot is free. Turned on, up to ${settings.parallelLimit} begin at once, and each costs what its agent uses. What failed or was cancelled stays until you move or change it.`}
          checked={settings.autoPull}
          onChange={(autoPull) => void changeSetting({ autoPull })}
        />
        <NumberInput
          row
          label="Review limit"
          hint="Nothing is begun by itself while so many tasks are in review; what runs is finished. 0 = never held."
          min={0}
          max={1000}
          value={settings.reviewLimit}
          onChange={(value) => void changeSetting({ reviewLimit: value ?? settings.reviewLimit })}
        />
      </Section>
      <Section
        title="Batches"
        hint="Several tasks whose work is merged into one branch. New batches begin with this, and projects can say otherwise."
      >
        <NumberInput
          row
          label="Tasks in a batch"
          hint="At most this many. How many of them run at once is another matter: see above."
          min={1}
          max={100}
          value={settings.maxBatchSize}
          onChange={(value) => void changeSetting({ maxBatchSize: value ?? settings.maxBatchSize })}
        />
        <Switch
          label="Ask after each task of a queue"
          hint="The queue waits until you approve the work, send it back or skip it."
          checked={!settings.autoApprove}
          onChange={(asks) => void changeSetting({ autoApprove: !asks })}
        />
        <Row title="When work conflicts" hint={CONFLICT_HINTS[settings.conflictBehavior]}>
          <Segmented
            label="When work conflicts"
            value={settings.conflictBehavior}
            options={CONFLICT_BEHAVIORS.map((id) => ({ id, label: CONFLICT_NAMES[id] }))}
            onChange={(conflictBehavior) => void changeSetting({ conflictBehavior })}
          />
        </Row>
        <Switch
          label="Stop a batch when a task fails"
          hint="Nothing new begins then. What runs is finished, what is merged stays."
          checked={settings.stopOnFailure}
          onChange={(stopOnFailure) => void changeSetting({ stopOnFailure })}
        />
        <Row
          title="When all is merged"
          hint="A branch that is pushed is brought up to date with the remote’s base first, and never forced."
        >
          <Segmented
            label="When all is merged"
            value={settings.publish}
            options={ways.map((id) => ({ id, label: PUBLISH_NAMES[id] }))}
            onChange={(publish) => void changeSetting({ publish })}
          />
        </Row>
        <Row title="A task of a batch is done" hint="Until then it is in review.">
          <Segmented
            label="A task of a batch is done"
            value={settings.doneWhen}
            options={[
              { id: 'merged', label: 'Once it is in the base branch' },
              { id: 'published', label: 'Once it is published' },
            ]}
            onChange={(doneWhen) => void changeSetting({ doneWhen })}
          />
        </Row>
      </Section>
      <Section title="Checks">
        <NumberInput
          row
          label="Attempts to mend a failed check"
          hint="How often the agent is given the output of a failed check command, before the run fails. 0 = never."
          min={0}
          max={10}
          value={settings.maxFixAttempts}
          onChange={(value) => void changeSetting({ maxFixAttempts: value ?? settings.maxFixAttempts })}
        />
      </Section>
      <Section
        title="Limits"
        hint="A run that reaches a limit keeps its work, gives its slot back and asks you."
      >
        <NumberInput
          row
          label="Longest work"
          hint="Minutes that an agent may work on one run before it pauses and asks. A setup or check command may take as long."
          unit="min"
          min={1}
          max={1440}
          value={settings.totalLimitMinutes}
          onChange={(value) => void changeSetting({ totalLimitMinutes: value ?? settings.totalLimitMinutes })}
        />
        <NumberInput
          row
          label="Longest silence of the model"
          hint="Minutes without a sign of life from the model. Tools may be silent as long as they like."
          unit="min"
          min={1}
          max={240}
          value={settings.silentModelMinutes}
          onChange={(value) =>
            void changeSetting({ silentModelMinutes: value ?? settings.silentModelMinutes })
          }
        />
        <NumberInput
          row
          label="Longest wait for a provider"
          hint="A provider that limits requests says when to come back. The run waits without a slot until then; a longer wait than this asks you."
          unit="min"
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
