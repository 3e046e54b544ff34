import type { Settings } from '#shared/settings.ts'
import { t } from '../strings/t.ts'
import { Section } from '../ui/section.tsx'
import { BudgetInput } from './budget-input.tsx'
import { BUDGETS } from './budgets.ts'
import { changeSetting } from './change-setting.ts'

/** What agents may cost before they pause and ask. */
export function BudgetsSection({ settings }: { settings: Settings }) {
  return (
    <Section
      title={t('Budgets')}
      hint={t(
        'Work that reaches a budget pauses and asks whether it may go on; the answer names what that adds. What a model costs is computed from its prices; a model without a price costs nothing.',
      )}
    >
      {BUDGETS.map(({ name, ...budget }) => (
        <BudgetInput
          key={name}
          {...budget}
          value={settings[name]}
          onChange={(value) => void changeSetting({ [name]: value })}
        />
      ))}
      <BudgetInput
        label={t('Cost of a day')}
        hint={t(
          'Of all runs. What is reached on a day holds back whatever is queued, until you or the next day let it go on.',
        )}
        unit="$"
        value={settings.maxDayCost}
        onChange={(maxDayCost) => void changeSetting({ maxDayCost })}
      />
      <BudgetInput
        label={t('Work of a day')}
        hint={t('Minutes that all agents together may work.')}
        unit="min"
        value={settings.maxDayMinutes}
        onChange={(maxDayMinutes) => void changeSetting({ maxDayMinutes })}
      />
    </Section>
  )
}
