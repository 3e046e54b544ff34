import type { Settings } from '#shared/settings.ts'
import { NumberInput } from '../ui/field.tsx'
import { Section } from '../ui/section.tsx'
import { changeSetting } from './change-setting.ts'

/** How many runs at once, and how far one may go. */
export function RunsSection({ settings }: { settings: Settings }) {
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
          hint="A provider that limits requests says when to come back. Waits up to this are waited; longer ones ask you."
          unit="min"
          min={1}
          max={240}
          value={settings.maxRetryWaitMinutes}
          onChange={(value) =>
            void changeSetting({ maxRetryWaitMinutes: value ?? settings.maxRetryWaitMinutes })
          }
        />
      </Section>
    </>
  )
}
