import type { Task } from '#shared/tasks.ts'
import { mutateTask } from '../../state/actions.ts'
import { t } from '../../strings/t.ts'
import { estimateChoice, inPoints } from '../../templates/estimate-choice.ts'
import { Combobox } from '../../ui/select.tsx'
import { Property, Unset, ValueButton } from './property.tsx'

/** How much it is thought to be, in points. */
export function EstimateProperty({ task: { id, estimate } }: { task: Task }) {
  return (
    <Property name={t('Estimate')}>
      <Combobox
        label={t('Change estimate')}
        {...estimateChoice(estimate, (next) => void mutateTask(id, { estimate: next }))}
        trigger={
          <ValueButton
            aria-label={t('Estimate: {points}', {
              points: estimate === null ? t('none') : inPoints(estimate),
            })}
          >
            {estimate === null ? <Unset>{t('None')}</Unset> : inPoints(estimate)}
          </ValueButton>
        }
      />
    </Property>
  )
}
