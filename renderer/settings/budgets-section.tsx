import type { Settings } from '#shared/settings.ts'
import { Section } from '../ui/section.tsx'
import { BudgetInput } from './budget-input.tsx'
import { changeSetting } from './change-setting.ts'

/** What agents may cost before they pause and ask. */
export function BudgetsSection({ settings }: { settings: Settings }) {
  return (
    <Section
      title="Budgets"
      hint="Work that reaches a budget pauses and asks whether it may go on with one more. What a model costs is computed from its prices; a model without a price costs nothing."
    >
      <BudgetInput
        label="Cost of a run"
        unit="$"
        value={settings.maxRunCost}
        onChange={(maxRunCost) => void changeSetting({ maxRunCost })}
      />
      <BudgetInput
        label="Cost of a batch"
        hint="Of all its runs together. It can be chosen anew for each batch."
        unit="$"
        value={settings.maxBatchCost}
        onChange={(maxBatchCost) => void changeSetting({ maxBatchCost })}
      />
      <BudgetInput
        label="Time of a batch"
        hint="While it goes on: pauses and waits for you are left out."
        unit="min"
        value={settings.maxBatchMinutes}
        onChange={(maxBatchMinutes) => void changeSetting({ maxBatchMinutes })}
      />
      <BudgetInput
        label="Cost of a day"
        hint="Of all runs. What is reached on a day holds back whatever is queued, until you or the next day let it go on."
        unit="$"
        value={settings.maxDayCost}
        onChange={(maxDayCost) => void changeSetting({ maxDayCost })}
      />
      <BudgetInput
        label="Work of a day"
        hint="Minutes that all agents together may work."
        unit="min"
        value={settings.maxDayMinutes}
        onChange={(maxDayMinutes) => void changeSetting({ maxDayMinutes })}
      />
    </Section>
  )
}
