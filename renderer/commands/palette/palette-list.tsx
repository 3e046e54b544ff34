import { useLocation } from '@tanstack/react-router'
import { Command } from 'cmdk'
import {
  type ReactNode,
  type RefObject,
  useDeferredValue,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { searchTasks } from '../../app/search-tasks.ts'
import { useTargets } from '../../app/use-targets.ts'
import { useProjects } from '../../state/hooks.ts'
import { issueNumberOf } from '../../state/issues.ts'
import { tasks } from '../../state/stores.ts'
import { useAllTemplates } from '../../state/templates.ts'
import { useView } from '../../state/view.ts'
import { useViews } from '../../state/views.ts'
import { t } from '../../strings/t.ts'
import { Kbd } from '../../ui/kbd.tsx'
import type { CommandId } from '../catalog.ts'
import type { Binding } from '../dispatch.ts'
import { type Begun, FIELD_LOOK, fieldHint } from './field.ts'
import {
  commandItems,
  projectGroup,
  recentItems,
  settingsGroup,
  taskItem,
  templateGroup,
  viewGroup,
} from './groups.tsx'
import type { PaletteGroup, PaletteItem } from './item.ts'
import { firstRows, ranked, recentFirst } from './rank.ts'
import { keepRecent, readRecent } from './recent.ts'
import { projectItems, targetItems } from './target-items.tsx'

/** Tasks that are shown at once. */
const MOST_TASKS = 8
/** Of what was chosen lately. */
const MOST_RECENT = 5

/** Rows that the palette has room for: it takes three fifths of the window, and a row 36 pixels or more. */
const inSight = () => Math.ceil((window.innerHeight * 0.6) / 36)

/** What can be chosen, found by what is typed. */
export function PaletteList({
  only,
  live,
  begun,
  onChoose,
}: {
  /** Only these are looked for; null = everything. */
  only: 'projects' | null
  /** What could be done when the palette opened: while it is open the focus is in it. */
  live: ReadonlyMap<CommandId, Binding>
  /** What was typed before this was here. */
  begun: RefObject<Begun>
  /** Closes the palette, and does it once the focus is back. */
  onChoose: (run: () => void) => void
}) {
  const [text, setText] = useState('')
  const query = text.trim()
  // Commands are found at once, for who types fast and presses Enter; looking through thousands of tasks may wait.
  const late = useDeferredValue(query)
  const [recent] = useState(readRecent)
  const groups = useGroups(only, live)
  const foundTasks = useMemo(() => {
    const found = only === null ? searchTasks(tasks.all.values(), late, MOST_TASKS, issueNumberOf) : []
    return { name: t('Tasks'), items: found.map(taskItem) }
  }, [only, late])
  const found = useMemo(() => ranked(groups, query, recent, foundTasks), [groups, query, recent, foundTasks])
  const shown = query === '' ? recentFirst(found, recentItems(recent, groups, MOST_RECENT)) : found
  const firstItem = shown[0]?.items[0]
  const first = firstItem?.id ?? ''
  // What is in sight comes first, the rest with the next pictures.
  const isOpened = useDeferredValue(true, false)
  const drawn = isOpened ? shown : firstRows(shown, inSight())
  // The first one is chosen until the reader goes to another: tasks may come above it.
  const isMove = useRef(false)
  const move = () => {
    isMove.current = true
  }
  const [moved, setMoved] = useState<string | null>(null)
  const choose = (item: PaletteItem) => {
    keepRecent(item.id)
    onChoose(item.run)
  }
  const [isHasty, setIsHasty] = useState(false)
  // Not as first state: keys may come between the drawing and this.
  useLayoutEffect(() => {
    setText(begun.current.text)
    setIsHasty(begun.current.isEntered)
  }, [begun])
  useEffect(() => {
    if (isHasty && firstItem !== undefined) choose(firstItem)
    // oxlint-disable-next-line react/exhaustive-deps -- what was first when it was shown
  }, [isHasty])
  return (
    <Command
      label={t('Search and commands')}
      shouldFilter={false}
      loop
      value={moved ?? first}
      // It also tells of the first one by itself, of what was shown before.
      onValueChange={(id) => {
        if (isMove.current) setMoved(id)
      }}
      onKeyDown={move}
      onPointerMove={move}
      className="flex max-h-[60vh] flex-col"
    >
      <Command.Input
        autoFocus
        value={text}
        onValueChange={(typed) => {
          isMove.current = false
          setMoved(null)
          setText(typed)
        }}
        placeholder={fieldHint(only)}
        className={FIELD_LOOK}
      />
      <Command.List
        label={t('Suggestions')}
        className="min-h-0 flex-1 overflow-y-auto p-1.5 [overflow-anchor:none] [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-11 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-fg-3"
      >
        <Command.Empty className="px-3 py-6 text-center text-12 text-fg-3">
          {t('Nothing found')}
        </Command.Empty>
        {drawn.map(({ name, items }) =>
          items.length === 0 ? null : (
            <Command.Group key={name} heading={name}>
              {items.map((item) => (
                <Row key={item.id} item={item} onChoose={choose}>
                  {item.code !== undefined && (
                    <span className="w-17 shrink-0 truncate text-fg-3">{item.code}</span>
                  )}
                  <span dir="auto" className="min-w-0 flex-1 truncate">
                    {item.label}
                  </span>
                  {item.keys !== undefined ? (
                    <Kbd keys={item.keys} />
                  ) : (
                    item.hint !== undefined && <span className="text-11 text-fg-3">{item.hint}</span>
                  )}
                </Row>
              ))}
            </Command.Group>
          ),
        )}
      </Command.List>
    </Command>
  )
}

/** All that there is to choose but tasks. */
function useGroups(only: 'projects' | null, live: ReadonlyMap<CommandId, Binding>): readonly PaletteGroup[] {
  const projects = useProjects()
  const views = useViews()
  const templates = useAllTemplates()
  const chosen = useTargets()
  const lastProjectId = useView((state) => state.lastProjectId)
  const openBatchId = useLocation({
    select: ({ pathname }) => /^\/batches\/([^/]+)/.exec(pathname)?.[1] ?? null,
  })
  if (only === 'projects') return [projectGroup(projects)]
  const targeted = targetItems(chosen, openBatchId)
  const others = [...targeted, ...projectItems(projects.find(({ id }) => id === lastProjectId))]
  return [
    {
      name: t('Commands'),
      items: [...targeted, ...commandItems(live, others), ...others.slice(targeted.length)],
    },
    projectGroup(projects),
    viewGroup(views, projects),
    templateGroup(projects.length === 0 ? [] : templates, projects, lastProjectId),
    settingsGroup(projects),
  ]
}

function Row({
  item,
  onChoose,
  children,
}: {
  item: PaletteItem
  onChoose: (item: PaletteItem) => void
  children: ReactNode
}) {
  return (
    <Command.Item
      value={item.id}
      onSelect={() => onChoose(item)}
      className="flex h-9 items-center gap-2.5 rounded-m px-2.5 select-none data-[selected=true]:bg-active [&_svg]:size-4 [&_svg]:shrink-0"
    >
      <span className="grid w-4 place-items-center text-fg-3">{item.icon}</span>
      {children}
    </Command.Item>
  )
}
