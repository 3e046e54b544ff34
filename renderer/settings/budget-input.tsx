import { t } from '../strings/t.ts'
import { NumberInput } from '../ui/field.tsx'
import { MOST } from './budgets.ts'

/** An amount of money or time that may be spent; empty = as much as it takes, which is kept as 0. */
export function BudgetInput({
  label,
  hint,
  unit,
  value,
  onChange,
}: {
  label: string
  hint?: string
  unit: '$' | 'min'
  value: number
  onChange: (value: number) => void
}) {
  return (
    <NumberInput
      row
      nullable
      label={label}
      {...(hint === undefined ? {} : { hint })}
      unit={unit === 'min' ? t('min') : unit}
      fraction={unit === '$'}
      max={MOST}
      placeholder={t('no limit')}
      value={value === 0 ? null : value}
      onChange={(next) => onChange(next ?? 0)}
    />
  )
}
