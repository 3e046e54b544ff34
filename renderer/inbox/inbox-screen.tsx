import { Inbox } from 'lucide-react'
import { useEffect, useState } from 'react'
import { TopBar } from '../app/top-bar.tsx'
import { BatchItem } from '../batches/batch-item.tsx'
import { useTask } from '../state/hooks.ts'
import { PublicationItem } from '../publications/publication-item.tsx'
import { ContestItem } from '../contests/contest-item.tsx'
import { useWaitingBatches } from '../state/batches.ts'
import { useCandidateName, useWaitingContests } from '../state/contests.ts'
import { goTo } from '../state/navigation.ts'
import { useWaitingPublications } from '../state/publications.ts'
import { isOpen, useInbox } from '../state/requests.ts'
import { Button } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { EmptyState } from '../ui/empty.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { focusPlace } from '../ui/kept-focus.ts'
import { Ago } from '../ui/time.tsx'
import { useShortcut } from '../ui/use-shortcut.ts'
import type { Request } from '#shared/requests.ts'
import { RequestView } from '../requests/request-view.tsx'
import { InboxHead, InboxRow } from './inbox-item.tsx'
import { type Place, stepTo, stillSelected } from './selection.ts'

/** Everything that waits for the user, oldest first, answered without leaving. */
export function InboxScreen() {
  const list = useInbox()
  const open = list.filter(isOpen)
  const held = useWaitingBatches()
  const contests = useWaitingContests()
  const published = useWaitingPublications()
  const ids = [...held, ...contests, ...published, ...open].map(({ id }) => id)
  const [place, setPlace] = useState<Place>({ id: null, index: 0 })
  // What was answered goes away: the one that takes its place is selected.
  const selected = stillSelected(ids, place)
  if (selected.id !== place.id || selected.index !== place.index) setPlace(selected)

  // Else Enter would press the link that led here, and not open what is selected.
  useEffect(() => {
    if (document.activeElement instanceof HTMLAnchorElement) focusPlace('main')
  }, [])

  const select = (id: string) => setPlace({ id, index: ids.indexOf(id) })
  const step = (by: 1 | -1) => () => {
    const next = stepTo(ids, selected.id, by)
    if (next === null) return false
    select(next)
  }
  useShortcut('j, arrowdown', step(1))
  useShortcut('k, arrowup', step(-1))

  return (
    <>
      <TopBar crumbs={[]} title="Inbox">
        {ids.length > 0 && (
          <span className="flex items-center gap-1 truncate text-12 text-fg-3 max-[720px]:hidden">
            {ids.length === 1 ? '1 waits for you' : `${ids.length} wait for you`}
          </span>
        )}
      </TopBar>
      {list.length === 0 && held.length === 0 && contests.length === 0 && published.length === 0 ? (
        <EmptyState className="flex-1 content-center" icon={<Inbox />} title="Nothing waits for you">
          When an agent asks for permission, has a question or stops at a limit, a batch waits for your
          approval or cannot go on, candidates wait for your choice, or a pull request fails its checks,
          conflicts, is closed or has changes requested, it stands here until you answer.
        </EmptyState>
      ) : (
        <div className="min-h-0 flex-1 overflow-y-auto">
          <ul aria-label="Requests, oldest first" className="mx-auto grid w-190 max-w-full gap-5 px-6 py-5">
            {held.map((batch) => (
              <BatchItem
                key={batch.id}
                batch={batch}
                selected={batch.id === selected.id}
                onSelect={() => select(batch.id)}
              />
            ))}
            {contests.map((contest) => (
              <ContestItem
                key={contest.id}
                contest={contest}
                selected={contest.id === selected.id}
                onSelect={() => select(contest.id)}
              />
            ))}
            {published.map((publication) => (
              <PublicationItem
                key={publication.id}
                publication={publication}
                selected={publication.id === selected.id}
                onSelect={() => select(publication.id)}
              />
            ))}
            {open.map((request) => (
              <Item
                key={request.id}
                request={request}
                selected={request.id === selected.id}
                onSelect={() => select(request.id)}
              />
            ))}
            {list.length > open.length && (
              <li className={cn('grid gap-2', open.length > 0 && 'border-t pt-4')}>
                <ul className="grid gap-4">
                  {list
                    .filter((request) => !isOpen(request))
                    .map((request) => (
                      <Item key={request.id} request={request} selected={false} />
                    ))}
                </ul>
              </li>
            )}
          </ul>
        </div>
      )}
    </>
  )
}

function Item({
  request,
  selected,
  onSelect,
}: {
  request: Request
  selected: boolean
  onSelect?: () => void
}) {
  const task = useTask(request.taskId)
  const candidate = useCandidateName(request.runId)
  const openTask = () => {
    if (task !== undefined) goTo({ to: 'task', identifier: task.identifier })
  }
  useShortcut('t', openTask, { enabled: selected })
  return (
    <InboxRow selected={selected} {...(onSelect === undefined ? {} : { onSelect })}>
      <InboxHead
        selected={selected}
        projectId={request.projectId}
        about={
          <>
            {task?.identifier}
            {candidate !== null && ` · ${candidate}`}
          </>
        }
        title={task?.title}
      >
        <Ago
          at={request.answeredAt ?? request.createdAt}
          className="ml-auto flex-none text-11 whitespace-nowrap text-fg-3"
        />
        <Button
          size="s"
          variant="ghost"
          onClick={openTask}
          aria-label={`Open ${task?.identifier ?? 'the task'}`}
        >
          Open
          <Kbd keys="t" className={selected ? '' : 'opacity-45'} />
        </Button>
      </InboxHead>
      <RequestView request={request} density="inbox" active={selected} />
    </InboxRow>
  )
}
