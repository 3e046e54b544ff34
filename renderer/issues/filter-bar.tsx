import { Milestone, Tag, UserRound } from 'lucide-react'
import type { ReactNode } from 'react'
import type { IssueFilter } from '#shared/issues.ts'
import { t } from '../strings/t.ts'
import { ChipButton } from '../ui/chip.tsx'
import { cn } from '../ui/cn.ts'
import { Segmented } from '../ui/segmented.tsx'
import { Combobox, type Option } from '../ui/select.tsx'
import { visible } from '../ui/visible-text.ts'
import { useIssueChoices } from './use-remote-issues.ts'

const STATES = [
  { id: 'open', label: t('Open') },
  { id: 'closed', label: t('Closed') },
  { id: 'all', label: t('All') },
] as const

/** Ids of options that are no name; a login and a title can hold neither of these signs at its beginning. */
const ALL = '='
const ANY = '*'
const NONE = '∅'

/** Which issues are meant: by state (unless `withoutState`), labels, milestone and assignee. */
export function IssueFilterBar({
  projectId,
  filter,
  onChange,
  withoutState = false,
  quiet = false,
}: {
  projectId: string
  filter: IssueFilter
  onChange: (filter: IssueFilter) => void
  withoutState?: boolean
  /** What is wrong is said elsewhere. */
  quiet?: boolean
}) {
  const { choices, error } = useIssueChoices(projectId)
  const { state, labels, milestone, assignee } = filter
  const empty = error ?? (choices === null ? t('Asking GitHub…') : undefined)
  const milestones = choices?.milestones ?? []
  const titleOf = (number: number) => {
    const title = milestones.find((one) => one.number === number)?.title
    return title === undefined ? t('Milestone {number}', { number }) : visible(title)
  }
  const milestoneId =
    milestone === null ? ALL : milestone === 'none' ? NONE : milestone === '*' ? ANY : String(milestone)
  const assigneeId = assignee === null ? ALL : assignee === 'none' ? NONE : assignee === '*' ? ANY : assignee
  return (
    <>
      {!withoutState && (
        <Segmented
          label={t('State')}
          value={state}
          options={STATES}
          onChange={(next) => onChange({ ...filter, state: next })}
        />
      )}
      <Combobox
        multiple
        label={t('Labels it has, all of them')}
        value={labels}
        options={withHeld(choices?.labels ?? [], labels)}
        onChange={(next) => onChange({ ...filter, labels: next.slice(0, 20) })}
        {...(empty === undefined ? { empty: t('The repository has no label') } : { empty })}
        trigger={
          <FilterButton icon={<Tag />} isOn={labels.length > 0} name={t('Label')}>
            {labels.map(visible).join(' + ')}
          </FilterButton>
        }
      />
      <Combobox
        label={t('Milestone')}
        value={milestoneId}
        options={[
          { id: ALL, label: t('Any or none') },
          { id: NONE, label: t('Without a milestone') },
          { id: ANY, label: t('With a milestone') },
          ...milestones.map(({ number, title }) => ({ id: String(number), label: visible(title) })),
        ]}
        onChange={(id) =>
          onChange({
            ...filter,
            milestone: id === ALL ? null : id === NONE ? 'none' : id === ANY ? '*' : Number(id),
          })
        }
        trigger={
          <FilterButton icon={<Milestone />} isOn={milestone !== null} name={t('Milestone')}>
            {milestone === 'none'
              ? t('Without a milestone')
              : milestone === '*'
                ? t('With a milestone')
                : milestone !== null && titleOf(milestone)}
          </FilterButton>
        }
      />
      <Combobox
        label={t('Assignee')}
        value={assigneeId}
        options={[
          { id: ALL, label: t('Anybody or nobody') },
          { id: NONE, label: t('Assigned to nobody') },
          { id: ANY, label: t('Assigned to somebody') },
          ...withHeld(choices?.assignees ?? [], assigneeId === assignee ? [assignee] : []),
        ]}
        onChange={(id) => onChange({ ...filter, assignee: id === ALL ? null : id === NONE ? 'none' : id })}
        trigger={
          <FilterButton icon={<UserRound />} isOn={assignee !== null} name={t('Assignee')}>
            {assignee === 'none' ? t('Nobody') : assignee === '*' ? t('Somebody') : assignee}
          </FilterButton>
        }
      />
      {error !== null && !quiet && (
        <span role="status" className="min-w-0 truncate text-11 text-wait" title={error}>
          {t('The labels and names could not be read')}
        </span>
      )}
    </>
  )
}

/** What is chosen stays to be seen, also where the repository does not have it any more. */
const withHeld = (all: readonly string[], held: readonly string[]): Option[] =>
  [...all, ...held.filter((one) => !all.includes(one))].map((id) => ({ id, label: visible(id) }))

/** What is chosen, or what could be; takes the props of what it opens. */
function FilterButton({
  icon,
  isOn,
  name,
  children,
  ...rest
}: React.ComponentProps<'button'> & { icon: ReactNode; isOn: boolean; name: string }) {
  return (
    <ChipButton
      {...rest}
      aria-label={isOn ? undefined : t('{name}: any', { name })}
      className={cn('h-6.5 max-w-52 px-2.25', isOn ? 'border-line-strong text-fg' : 'border-dashed')}
    >
      {icon}
      {isOn ? (
        <>
          <span className="sr-only">{name}: </span>
          <span className="truncate">{children}</span>
        </>
      ) : (
        name
      )}
    </ChipButton>
  )
}
