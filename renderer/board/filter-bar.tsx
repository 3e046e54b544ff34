import { useNavigate } from '@tanstack/react-router'
import { CircleDashed, ListFilter, Search, Signal, Tag, X, Zap } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Priority, TaskStatus } from '#shared/tasks.ts'
import { type BoardSearch, filterParts, RUN_FILTER_NAMES, written } from '../app/search.ts'
import { useLabels } from '../state/hooks.ts'
import type { RunFilter } from '../state/task-filter.ts'
import { Chip, ChipButton } from '../ui/chip.tsx'
import { Dot } from '../ui/dot.tsx'
import { colorValue } from '../ui/icons/color.ts'
import { PRIORITY_NAMES, PriorityIcon } from '../ui/icons/priority-icon.tsx'
import { STATUS_NAMES, StatusIcon } from '../ui/icons/status-icon.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { Menu, MenuCheckItem, MenuItem, MenuSeparator, MenuSub } from '../ui/menu.tsx'
import { Spinner } from '../ui/spinner.tsx'

const STATUSES = Object.keys(STATUS_NAMES) as TaskStatus[]
const PRIORITIES = Object.keys(PRIORITY_NAMES) as Priority[]
const RUNS = Object.keys(RUN_FILTER_NAMES) as RunFilter[]

type Part = 'status' | 'label' | 'priority' | 'run'

/** What the board leaves out, as chips, and the way to more. All of it stands in the address. */
export function FilterBar({ search, busy }: { search: BoardSearch; busy: boolean }) {
  const navigate = useNavigate({ from: '/' })
  const labels = useLabels()
  const parts = filterParts(search)
  const values: Record<Part, readonly string[]> = {
    status: parts.statuses ?? [],
    label: parts.labels ?? [],
    priority: parts.priorities ?? [],
    run: parts.run ?? [],
  }
  const set = (part: Part | 'q', next: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, [part]: next }), replace: true })
  const toggle = (part: Part, id: string) => (on: boolean) =>
    set(part, written(on ? [...values[part], id] : values[part].filter((one) => one !== id)))

  const labelName = (id: string) => labels.find((label) => label.id === id)?.name ?? 'deleted label'
  const chips: { part: Part; text: string }[] = []
  const say = (part: Part, what: string, names: string[]) => {
    if (names.length > 0) chips.push({ part, text: `${what} ${names.join(' or ')}` })
  }
  say('status', 'Status is', parts.statuses?.map((id) => STATUS_NAMES[id]) ?? [])
  say('priority', 'Priority is', parts.priorities?.map((id) => PRIORITY_NAMES[id]) ?? [])
  say('label', 'Label is', parts.labels?.map(labelName) ?? [])
  say('run', '', parts.run?.map((id) => RUN_FILTER_NAMES[id]) ?? [])
  const any = chips.length > 0 || search.q !== undefined

  return (
    <>
      <SearchField
        key={search.project ?? ''}
        value={search.q ?? ''}
        busy={busy}
        onChange={(q) => set('q', q === '' ? undefined : q)}
      />
      {chips.map((chip) => (
        <Chip
          key={chip.part}
          className="min-w-0 shrink"
          onRemove={() => set(chip.part, undefined)}
          removeLabel={`Remove the filter: ${chip.text}`}
        >
          {chip.text}
        </Chip>
      ))}
      <Menu
        label="Filter"
        trigger={
          <ChipButton>
            <ListFilter />
            Filter
          </ChipButton>
        }
      >
        <MenuSub icon={<CircleDashed />} label="Status">
          {STATUSES.map((id) => (
            <MenuCheckItem
              key={id}
              icon={<StatusIcon status={id} />}
              checked={values.status.includes(id)}
              onChange={toggle('status', id)}
            >
              {STATUS_NAMES[id]}
            </MenuCheckItem>
          ))}
        </MenuSub>
        <MenuSub icon={<Signal />} label="Priority">
          {PRIORITIES.map((id) => (
            <MenuCheckItem
              key={id}
              icon={<PriorityIcon priority={id} />}
              checked={values.priority.includes(id)}
              onChange={toggle('priority', id)}
            >
              {PRIORITY_NAMES[id]}
            </MenuCheckItem>
          ))}
        </MenuSub>
        <MenuSub icon={<Tag />} label="Label" disabled={labels.length === 0}>
          {labels.map((label) => (
            <MenuCheckItem
              key={label.id}
              icon={<Dot color={colorValue(label.color)} />}
              checked={values.label.includes(label.id)}
              onChange={toggle('label', label.id)}
            >
              {label.name}
            </MenuCheckItem>
          ))}
        </MenuSub>
        <MenuSub icon={<Zap />} label="Run">
          {RUNS.map((id) => (
            <MenuCheckItem key={id} checked={values.run.includes(id)} onChange={toggle('run', id)}>
              {RUN_FILTER_NAMES[id]}
            </MenuCheckItem>
          ))}
        </MenuSub>
        {any && (
          <>
            <MenuSeparator />
            <MenuItem
              icon={<X />}
              onSelect={() =>
                void navigate({
                  search: (before: BoardSearch) =>
                    before.project === undefined ? {} : { project: before.project },
                  replace: true,
                })
              }
            >
              Clear the filter
            </MenuItem>
          </>
        )}
      </Menu>
    </>
  )
}

function SearchField({
  value,
  busy,
  onChange,
}: {
  value: string
  busy: boolean
  onChange: (value: string) => void
}) {
  const [text, setText] = useState(value)
  const input = useRef<HTMLInputElement>(null)
  // The address may change by other ways (back, a cleared filter), but never under the typing hand.
  const [seen, setSeen] = useState(value)
  if (value !== seen) {
    setSeen(value)
    if (value !== text.trim()) setText(value)
  }
  useEffect(() => {
    const timer = setTimeout(() => {
      if (text.trim() !== value) onChange(text.trim())
    }, 120)
    return () => clearTimeout(timer)
  })
  return (
    <label className="flex h-5 w-34 shrink-0 items-center gap-1.25 rounded-full border px-1.75 text-11 text-fg-2 focus-within:w-52 focus-within:border-accent coarse:h-8">
      <span className="sr-only">Find in tasks</span>
      {busy ? <Spinner size={11} /> : <Search aria-hidden className="size-3 shrink-0 text-fg-3" />}
      <input
        ref={input}
        data-board-search
        value={text}
        placeholder="Find"
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.preventDefault()
          event.stopPropagation()
          if (text === '') input.current?.blur()
          else setText('')
        }}
        className="min-w-0 flex-1 bg-transparent outline-none"
      />
      {text === '' ? (
        <Kbd keys="/" className="-mr-0.5 border-0" />
      ) : (
        <button
          type="button"
          aria-label="Clear"
          onClick={() => {
            setText('')
            input.current?.focus()
          }}
          className="text-fg-3 hover:text-fg"
        >
          <X className="size-3" />
        </button>
      )}
    </label>
  )
}
