import { Command } from 'cmdk'
import { ChevronRight, ListFilter } from 'lucide-react'
import { type ReactNode, useMemo, useState } from 'react'
import { useCommand } from '../commands/use-command.ts'
import { tasks } from '../state/stores.ts'
import { matcher } from '../state/task-filter.ts'
import { t } from '../strings/t.ts'
import { ChipButton } from '../ui/chip.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { Popover } from '../ui/popover.tsx'
import { scaled } from '../ui/scaled.ts'
import { ComboboxList } from '../ui/select.tsx'
import {
  chosenOf,
  conditionOf,
  FILTER_PARTS,
  type FilterPart,
  optionsOf,
  strict,
  valuesOf,
} from './filter-options.tsx'
import { worldNow } from './use-arrangement.ts'
import type { QueryState } from './use-query.ts'

const PARTS = Object.keys(FILTER_PARTS) as FilterPart[]

/** Parts that mean something here: of one project, nobody asks for projects. */
const partsFor = (projectId: string | null): FilterPart[] =>
  PARTS.filter((part) => part !== 'project' || projectId === null)

type Props = Pick<QueryState, 'query' | 'projectId' | 'setConditions'> & {
  found: ReadonlySet<string> | undefined
}

/** The menu that a filter is made with: first a property, then its values. `F` opens it. */
export function FilterMenu(props: Props) {
  const [open, setOpen] = useState(false)
  const [part, setPart] = useState<FilterPart | null>(null)
  const show = (next: boolean) => {
    setOpen(next)
    if (next) setPart(null)
  }
  useCommand('board.filter', () => show(true))
  return (
    <Popover
      label={t('Filter')}
      open={open}
      onOpenChange={show}
      className="overflow-hidden p-0"
      trigger={
        <ChipButton>
          <ListFilter aria-hidden />
          {t('Filter')}
          <Kbd keys="board.filter" className="-me-0.5 border-0" />
        </ChipButton>
      }
    >
      {part === null ? (
        <PropertyList {...props} onPart={setPart} onDone={() => setOpen(false)} />
      ) : (
        <ValueList key={part} {...props} part={part} onDone={() => setOpen(false)} />
      )}
    </Popover>
  )
}

/** Names of properties; once something is typed, values of all of them too. */
function PropertyList({
  query,
  projectId,
  setConditions,
  onPart,
  onDone,
}: Props & { onPart: (part: FilterPart) => void; onDone: () => void }) {
  const [text, setText] = useState('')
  const parts = partsFor(projectId)
  const values = useMemo(() => {
    const world = worldNow(projectId)
    return partsFor(projectId).flatMap((part) => valuesOf(part, world).map((value) => ({ ...value, part })))
  }, [projectId])
  const add = (part: FilterPart, id: string) => {
    setConditions(conditionOf(part, [...new Set([...chosenOf(part, query.conditions), id])]))
    onDone()
  }
  return (
    <Command
      label={t('Filter by')}
      loop
      filter={score}
      style={{ width: scaled(232) }}
      className="flex max-h-96 flex-col"
    >
      <Command.Input
        autoFocus
        value={text}
        onValueChange={setText}
        placeholder={t('Filter by…')}
        className="h-touch w-full shrink-0 border-b border-line bg-transparent px-3 text-12 outline-none"
      />
      <Command.List label={t('Suggestions')} className="min-h-0 flex-1 overflow-y-auto p-1">
        <Command.Empty className="px-2 py-3 text-12 text-fg-3">{t('Nothing found')}</Command.Empty>
        {parts.map((part) => (
          <Command.Item
            key={part}
            value={part}
            keywords={[FILTER_PARTS[part].name]}
            onSelect={() => onPart(part)}
            className={ITEM}
          >
            <span className="text-fg-3">{FILTER_PARTS[part].icon}</span>
            <span className="min-w-0 flex-1 truncate">{FILTER_PARTS[part].name}</span>
            <span className="text-11 text-fg-3">{chosenOf(part, query.conditions).length || null}</span>
            <ChevronRight aria-hidden className="text-fg-3" />
          </Command.Item>
        ))}
        {text.trim() !== '' &&
          values.map(({ part, id, label, icon }) => (
            <Command.Item
              key={`${part} ${id}`}
              value={`${part} ${id}`}
              keywords={[label]}
              onSelect={() => add(part, id)}
              className={ITEM}
            >
              <span className="grid w-3.5 place-items-center text-fg-3">
                {icon ?? FILTER_PARTS[part].icon}
              </span>
              <span dir="auto" className="min-w-0 flex-1 truncate">
                {label}
              </span>
              <span className="text-11 text-fg-3">{FILTER_PARTS[part].name}</span>
            </Command.Item>
          ))}
      </Command.List>
    </Command>
  )
}

/** By the words one reads: ids are no words. */
function score(_value: string, search: string, keywords: string[] = []): number {
  const words = keywords.join(' ').toLowerCase()
  const wanted = search.trim().toLowerCase()
  if (words.startsWith(wanted)) return 1
  return words.includes(` ${wanted}`) ? 0.8 : words.includes(wanted) ? 0.5 : 0
}

const ITEM =
  'flex h-row items-center gap-2 rounded-m px-2 text-12 select-none data-[selected=true]:bg-active coarse:h-touch [&_svg]:size-3.5 [&_svg]:shrink-0'

/** The values of one property, with how many tasks each would show. */
function ValueList({
  part,
  query,
  projectId,
  found,
  setConditions,
  onDone,
}: Props & { part: FilterPart; onDone: () => void }) {
  // Counted once: numbers that change under the pointer help nobody.
  const [options] = useState(() => {
    const world = worldNow(projectId)
    const conditions = strict({ ...query.conditions, ...conditionOf(part, []) })
    const matches = matcher({ conditions, found, archived: query.showArchived }, world)
    const all = [...tasks.all.values()].filter(
      (task) => (projectId === null || task.projectId === projectId) && matches(task),
    )
    return optionsOf(part, all, world)
  })
  return (
    <ComboboxList
      multiple
      label={`${FILTER_PARTS[part].name}…`}
      value={chosenOf(part, query.conditions)}
      options={options}
      empty={part === 'label' ? t('No labels yet: make some in Settings') : t('Nothing found')}
      onChange={(values) => setConditions(conditionOf(part, values))}
      onDone={onDone}
    />
  )
}

/** A button that opens the values of a part, in place. */
export function ValuesPopover({ part, trigger, ...props }: Props & { part: FilterPart; trigger: ReactNode }) {
  const [open, setOpen] = useState(false)
  return (
    <Popover
      label={FILTER_PARTS[part].name}
      open={open}
      onOpenChange={setOpen}
      className="overflow-hidden p-0"
      trigger={trigger}
    >
      <ValueList {...props} part={part} onDone={() => setOpen(false)} />
    </Popover>
  )
}
