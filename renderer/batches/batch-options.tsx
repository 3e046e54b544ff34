import { CONFLICT_BEHAVIORS, type BatchMode } from '#shared/batch-words.ts'
import type { BatchOptions } from '#shared/batches.ts'
import type { Project } from '#shared/projects.ts'
import { BudgetInput } from '../settings/budget-input.tsx'
import { t } from '../strings/t.ts'
import { NumberInput, Switch } from '../ui/field.tsx'
import { Row } from '../ui/row.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { usePublishWays } from './publish-ways.ts'
import { CONFLICT_HINTS, CONFLICT_NAMES, PUBLISH_NAMES } from './words.ts'

/** The options that the page asks for. */
export type ChosenOptions = Pick<
  BatchOptions,
  | 'parallelLimit'
  | 'autoApprove'
  | 'stopOnFailure'
  | 'conflictBehavior'
  | 'publish'
  | 'maxCost'
  | 'maxMinutes'
>

/** What is not as it was before. */
export const changedOptions = (before: ChosenOptions, now: ChosenOptions): Partial<ChosenOptions> =>
  Object.fromEntries(
    Object.entries(now).filter(([name, value]) => value !== before[name as keyof ChosenOptions]),
  )

/** What can be chosen for one batch; only what acts in its mode. */
export function BatchOptionFields({
  mode,
  project,
  options,
  onChange,
}: {
  mode: BatchMode
  /** undefined = the tasks are of several. */
  project: Project | undefined
  options: ChosenOptions
  onChange: (options: ChosenOptions) => void
}) {
  const ways = usePublishWays(project, options.publish)
  return (
    <div className="divide-y divide-line rounded-m border border-line text-12 [&>*]:min-h-11 [&>*]:px-3 [&>*]:py-2">
      {mode === 'parallel' && (
        <NumberInput
          row
          label={t('Agents at once')}
          min={1}
          max={20}
          width={64}
          value={options.parallelLimit}
          onChange={(value) => onChange({ ...options, parallelLimit: value ?? options.parallelLimit })}
        />
      )}
      {mode === 'queue' && (
        <Switch
          label={t('Ask me after each task')}
          hint={t('The queue waits until you approve the work, send it back or skip it.')}
          checked={!options.autoApprove}
          onChange={(asks) => onChange({ ...options, autoApprove: !asks })}
        />
      )}
      {/* One run conflicts with no other one, and ends as a whole. */}
      {mode !== 'combined' && (
        <>
          <Row title={t('When work conflicts')} hint={CONFLICT_HINTS[options.conflictBehavior]}>
            <Segmented
              label={t('When work conflicts')}
              value={options.conflictBehavior}
              options={CONFLICT_BEHAVIORS.map((id) => ({ id, label: CONFLICT_NAMES[id] }))}
              onChange={(conflictBehavior) => onChange({ ...options, conflictBehavior })}
            />
          </Row>
          <Switch
            label={t('Stop when a task fails')}
            hint={t('Nothing new begins then. What runs is finished, what is merged stays.')}
            checked={options.stopOnFailure}
            onChange={(stopOnFailure) => onChange({ ...options, stopOnFailure })}
          />
        </>
      )}
      <Row title={t('When all is merged')}>
        <Segmented
          label={t('When all is merged')}
          value={options.publish}
          options={ways.map((id) => ({ id, label: PUBLISH_NAMES[id] }))}
          onChange={(publish) => onChange({ ...options, publish })}
        />
      </Row>
      <BudgetInput
        label={t('Pause at a cost of')}
        unit="$"
        value={options.maxCost}
        onChange={(maxCost) => onChange({ ...options, maxCost })}
      />
      <BudgetInput
        label={t('Pause after')}
        unit="min"
        value={options.maxMinutes}
        onChange={(maxMinutes) => onChange({ ...options, maxMinutes })}
      />
    </div>
  )
}
