import { ArrowDownUp, Columns3, ListTree, SlidersHorizontal } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { TaskQuery } from '#shared/task-query.ts'
import { USUAL } from '../app/search.ts'
import { useCommand } from '../commands/use-command.ts'
import { type CardFields, setDisplay, useView } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { ChipButton } from '../ui/chip.tsx'
import { Popover } from '../ui/popover.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { Combobox } from '../ui/select.tsx'
import { Tick } from '../ui/tick.tsx'
import { viewDialog } from '../views/view-dialogs.tsx'
import { GROUPING_NAMES, LAYOUT_NAMES, ORDER_NAMES } from './query-words.ts'
import type { QueryState } from './use-query.ts'

const FIELDS: Record<keyof CardFields, string> = {
  labels: t('Labels'),
  due: t('Due date'),
  estimate: t('Estimate'),
  blocked: t('Blocked by'),
  subTasks: t('Sub-tasks'),
  project: t('Project'),
}

const optionsOf = <T extends string>(names: Record<T, string>, without?: T | null) =>
  (Object.keys(names) as T[]).filter((id) => id !== without).map((id) => ({ id, label: names[id] }))

/** Stands for no lanes at all. */
const NO_LANES = '-'

/** How tasks are laid out, grouped and ordered, and what is shown of them. */
export function DisplayMenu({ state }: { state: QueryState }) {
  const { query, change } = state
  const display = useView((view) => view.display)
  const isBoard = query.layout === 'board'
  useCommand('board.layout', () => change({ layout: isBoard ? 'list' : 'board' }), {
    label: () => (isBoard ? t('Show as a list') : t('Show as a board')),
  })
  const [open, setOpen] = useState(false)
  useCommand('board.display', () => setOpen(true))
  return (
    <Popover
      label={t('Display')}
      open={open}
      onOpenChange={setOpen}
      align="end"
      className="w-72 p-3 text-12"
      trigger={
        <Button variant="ghost" icon={<SlidersHorizontal />}>
          {t('Display')}
        </Button>
      }
    >
      <Segmented
        label={t('Layout')}
        value={query.layout}
        options={optionsOf(LAYOUT_NAMES)}
        onChange={(layout) => change({ layout })}
        className="mb-2.5 flex [&>button]:flex-1"
      />
      <Row label={isBoard ? t('Columns') : t('Groups')} icon={<Columns3 />}>
        <Choice
          label={isBoard ? t('Columns') : t('Groups')}
          value={query.groupBy}
          options={optionsOf(GROUPING_NAMES)}
          onChange={(groupBy) => change({ groupBy, ...(query.lanes === groupBy ? { lanes: null } : {}) })}
        />
      </Row>
      {isBoard && (
        <Row label={t('Swimlanes')} icon={<ListTree />}>
          <Choice
            label={t('Swimlanes')}
            value={query.lanes ?? NO_LANES}
            options={[{ id: NO_LANES, label: t('None') }, ...optionsOf(GROUPING_NAMES, query.groupBy)]}
            onChange={(id) => change({ lanes: id === NO_LANES ? null : (id as TaskQuery['groupBy']) })}
          />
        </Row>
      )}
      <Row label={t('Order')} icon={<ArrowDownUp />}>
        <Choice
          label={t('Order')}
          value={query.order}
          options={optionsOf(ORDER_NAMES)}
          onChange={(order) => change({ order })}
        />
      </Row>
      <hr className="-mx-3 my-2.5" />
      <Switch
        label={isBoard ? t('Empty columns') : t('Empty groups')}
        on={query.showEmpty}
        onChange={(showEmpty) => change({ showEmpty })}
      />
      {query.groupBy === 'status' && query.showEmpty && (
        <Switch
          label={t('Cancelled, even when empty')}
          on={display.showCancelled}
          onChange={(showCancelled) => setDisplay({ showCancelled })}
        />
      )}
      <Switch
        label={t('Archived tasks')}
        on={query.showArchived}
        onChange={(showArchived) => change({ showArchived })}
      />
      <hr className="-mx-3 my-2.5" />
      <h3 className="mb-1.5 text-11 font-medium text-fg-3">{isBoard ? t('On cards') : t('In rows')}</h3>
      <div className="flex flex-wrap gap-1.25">
        {(Object.keys(FIELDS) as (keyof CardFields)[]).map((field) => {
          const on = display.fields[field]
          return (
            <ChipButton
              key={field}
              aria-pressed={on}
              onClick={() => setDisplay({ fields: { [field]: !on } })}
              className={on ? 'border-line-strong bg-active text-fg' : 'text-fg-3'}
            >
              {FIELDS[field]}
            </ChipButton>
          )
        })}
      </div>
      <hr className="-mx-3 my-2.5" />
      <div className="flex justify-between">
        <Button size="s" variant="ghost" onClick={() => change({ ...USUAL, conditions: query.conditions })}>
          {t('As usual')}
        </Button>
        <Button
          size="s"
          variant="ghost"
          onClick={() => viewDialog.setState({ open: { kind: 'save', query, projectId: state.projectId } })}
        >
          {t('Save as view…')}
        </Button>
      </div>
    </Popover>
  )
}

function Row({ label, icon, children }: { label: string; icon?: ReactNode; children: ReactNode }) {
  return (
    <div className="flex h-7 items-center gap-2 text-fg-2 [&>svg]:size-3.5 [&>svg]:text-fg-3">
      {icon}
      <span className="flex-1">{label}</span>
      {children}
    </div>
  )
}

function Choice<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string
  value: T
  options: { id: T; label: string }[]
  onChange: (value: T) => void
}) {
  const name = options.find(({ id }) => id === value)?.label ?? value
  return (
    <Combobox
      label={`${label}…`}
      align="end"
      value={value}
      options={options}
      onChange={(id) => onChange(id as T)}
      trigger={
        <ChipButton aria-label={`${label}: ${name}`} className="h-6 rounded-m px-2 text-12">
          {name}
        </ChipButton>
      }
    />
  )
}

function Switch({ label, on, onChange }: { label: string; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      onClick={() => onChange(!on)}
      className="-mx-1 flex h-7 w-[calc(100%+2*var(--grid))] items-center gap-2 rounded-m px-1 text-fg-2 hover:bg-hover hover:text-fg"
    >
      <span className="flex-1 text-start">{label}</span>
      <Tick checked={on} />
    </button>
  )
}
