import { Check, Inbox } from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useCommand } from '../commands/use-command.ts'
import { areKeysHeld } from '../requests/hand-over.ts'
import { useSelected } from '../state/hooks.ts'
import { type InboxItem, needsAnswer } from '#shared/inbox-items.ts'
import { setDone, snooze } from '../state/inbox-acts.ts'
import { useInboxMark } from '../state/inbox-marks.ts'
import { openWindow, type Place as Screen } from '../state/navigation.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { isFocusFree } from '../ui/kept-focus.ts'
import { hostNow } from '../ui/time.tsx'
import { HeldAnswers } from './held-answers.tsx'
import { InboxDetail } from './inbox-detail.tsx'
import { InboxList, SELECTED_ROW } from './inbox-list.tsx'
import { aboutOf, itemWords } from './item-words.ts'
import { wantedItem } from './selected-item.ts'
import { type Place, stepTo, stillSelected } from './selection.ts'
import { SnoozeButton } from './snooze-list.tsx'
import { untilWords } from './snooze-times.ts'

export type PlaceName = 'open' | 'snoozed' | 'done'

const LISTS: Record<PlaceName, string> = {
  open: t('What waits for you'),
  snoozed: t('What is snoozed'),
  done: t('What is done'),
}

const EMPTY: Record<PlaceName, { title: string; words: string }> = {
  open: {
    title: t('Nothing waits for you'),
    words: t(
      'What agents ask, work, plans and finished batches to review, runs that failed, batches that cannot go on, pull requests that want something, and comments that mention you stand here until you have seen to them.',
    ),
  },
  snoozed: {
    title: t('Nothing is snoozed'),
    words: t('What you put off comes back to the inbox by itself. You are told of it again then.'),
  },
  done: {
    title: t('Nothing is marked as done'),
    words: t('What you mark as done stands here while it could still be answered, and can be taken back.'),
  },
}

/** One part of the inbox: its rows at the left, the selected one at the right. */
export function InboxPane({ place, items }: { place: PlaceName; items: readonly InboxItem[] }) {
  const ids = items.map(({ id }) => id)
  const [at, setAt] = useState<Place>({ id: null, index: 0 })
  const wanted = useSelected(wantedItem, ({ id }) => id)
  const isWanted = wanted !== null && ids.includes(wanted)
  // What was answered goes away: the one that takes its place is selected.
  const selected = stillSelected(ids, isWanted ? { id: wanted, index: 0 } : at)
  if (selected.id !== at.id || selected.index !== at.index) setAt(selected)
  useEffect(() => {
    if (isWanted) wantedItem.setState({ id: null })
  }, [isWanted])
  // Where it stands is found above.
  const select = useCallback((id: string) => setAt({ id, index: 0 }), [])
  const item = items.find(({ id }) => id === selected.id)

  const root = useRef<HTMLDivElement>(null)
  useFocusedRow(root, selected.id)
  const step = (by: 1 | -1) => () => {
    const next = stepTo(ids, selected.id, by)
    if (next === null) return false
    select(next)
    // A button of what is seen no more would take the next key.
    if (root.current?.contains(document.activeElement)) focusRow()
  }
  useCommand('list.next', step(1))
  useCommand('list.previous', step(-1))
  useCommand(
    'item.window',
    () => {
      const to = item === undefined ? null : placeOf(item)
      if (to === null) return false
      openWindow(to)
      return true
    },
    { room: 'inbox', enabled: item !== undefined },
  )

  if (item === undefined) {
    return (
      <div className="flex min-h-0 flex-1 flex-col">
        <EmptyState className="flex-1 content-center" icon={<Inbox />} title={EMPTY[place].title}>
          {EMPTY[place].words}
        </EmptyState>
        {place === 'open' && <HeldAnswers />}
      </div>
    )
  }
  return (
    <div ref={root} className="flex min-h-0 flex-1 max-[720px]:flex-col">
      <div className="w-[clamp(68*var(--grid),34%,104*var(--grid))] flex-none overflow-y-auto border-e max-[720px]:max-h-2/5 max-[720px]:w-auto max-[720px]:border-e-0 max-[720px]:border-b">
        <InboxList label={LISTS[place]} items={items} selectedId={selected.id} onSelect={select} />
        {place === 'open' && <HeldAnswers />}
      </div>
      <section
        key={item.id}
        aria-label={t('Selected')}
        data-inbox-detail
        className="flex min-h-0 min-w-0 flex-1 flex-col overflow-y-auto"
      >
        <PutAway item={item} place={place} />
        <div className="mx-auto flex w-full max-w-220 flex-1 flex-col gap-3 px-5 pt-1 pb-6">
          <InboxDetail item={item} />
        </div>
      </section>
    </div>
  )
}

/** The screen that is about an item; null while its task is not here. */
function placeOf(item: InboxItem): Screen | null {
  const { task, batch } = aboutOf(item)
  if (batch !== undefined) return { to: 'batch', id: batch.id }
  if (task === undefined) return null
  return { to: task.isGoal ? 'brainstorm' : 'task', identifier: task.identifier }
}

/** What chooses for the selected one lies over the page, and goes with it. */
const CHOOSER = '[data-radix-popper-content-wrapper]'

/** After what closes meanwhile has given the focus back; what was opened meanwhile keeps it. */
const focusRow = () =>
  requestAnimationFrame(() =>
    setTimeout(() => {
      if ((document.activeElement?.closest(`${CHOOSER}, [role="dialog"]`) ?? null) !== null) return
      document.querySelector<HTMLElement>(SELECTED_ROW)?.focus({ preventScroll: true })
    }),
  )

/** The selected row has the focus as long as nobody else wants it: at first, and when what had it has gone. */
function useFocusedRow(root: React.RefObject<HTMLElement | null>, selectedId: string | null): void {
  const isFirst = useRef(true)
  useEffect(() => {
    const active = document.activeElement
    // Who has come by a link or a key is done with where they were.
    const hasArrived = isFirst.current && active?.closest('[role="tablist"], [role="dialog"]') === null
    isFirst.current = false
    if (selectedId === null) return
    const isHere = root.current?.contains(active) === true || (active?.closest(CHOOSER) ?? null) !== null
    if (hasArrived || isHere || isFocusFree()) focusRow()
  }, [root, selectedId])
}

/** Above what is selected: how to put it away, or to take it back. */
function PutAway({ item, place }: { item: InboxItem; place: PlaceName }) {
  const [isChoosing, setChoosing] = useState(false)
  const until = useInboxMark(item.id)?.snoozedUntil ?? null
  const name = () => itemWords(item.kind, aboutOf(item))?.name ?? t('It')
  const isSnoozed = place === 'snoozed'
  const isDone = place === 'done'
  const mayBeDone = !needsAnswer(item)
  const takeBack = () => void snooze(item.id, name(), null)
  const toggleDone = () => void setDone(item.id, name(), !isDone)
  const unlessHeld = (act: () => void) => () => {
    if (!areKeysHeld()) act()
  }
  useCommand('inbox.snooze', unlessHeld(isSnoozed ? takeBack : () => setChoosing(true)), {
    enabled: !isDone,
    label: () => (isSnoozed ? t('Take back from the snoozed') : null),
  })
  useCommand('inbox.done', unlessHeld(toggleDone), {
    enabled: mayBeDone && !isSnoozed,
    label: () => (isDone ? t('Not done: back to the inbox') : null),
  })
  return (
    <div className="sticky top-0 z-10 flex min-h-10 flex-none flex-wrap items-center justify-end gap-1.5 bg-bg px-5 py-1.5">
      {isSnoozed && until !== null && (
        <span className="me-auto text-12 text-fg-3">
          {t('Snoozed until {time}', { time: untilWords(until, new Date(hostNow())) })}
        </span>
      )}
      {isSnoozed ? (
        <Button size="s" keys="inbox.snooze" onClick={takeBack}>
          {t('Take back')}
        </Button>
      ) : (
        !isDone && (
          <SnoozeButton
            open={isChoosing}
            onOpenChange={setChoosing}
            onSnooze={(until, when) => void snooze(item.id, name(), until, when)}
          />
        )
      )}
      {mayBeDone && !isSnoozed && (
        <Button size="s" icon={<Check />} keys="inbox.done" onClick={toggleDone}>
          {isDone ? t('Not done') : t('Done')}
        </Button>
      )}
    </div>
  )
}
