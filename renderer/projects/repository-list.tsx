import { useVirtualizer } from '@tanstack/react-virtual'
import { Archive, BookMarked, GitFork, Lock } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import type { Project } from '#shared/projects.ts'
import type { RemoteRepository } from '#shared/github.ts'
import { t } from '../strings/t.ts'
import { cn } from '../ui/cn.ts'
import { inputLook } from '../ui/field.tsx'
import { scaled } from '../ui/scaled.ts'
import { Ago } from '../ui/time.tsx'
import { LIST_PAGE, useSearchList } from '../ui/use-search-list.ts'

/** In pixels, where everything is as large as drawn for. */
const ROW = 46
const keyOf = ({ fullName }: RemoteRepository) => fullName
const isFree = () => true

/** A search field over a list of which only what is in sight is drawn; the keys of the field move in the list. */
export function RepositoryList({
  items,
  isStale,
  q,
  onSearch,
  total,
  projectOf,
  onChoose,
  onEnd,
  trailing,
  empty,
}: {
  items: readonly RemoteRepository[]
  /** They are still those of other words: none of them is meant by Enter. */
  isStale: boolean
  q: string
  onSearch: (q: string) => void
  /** So many there are; null = not known, as among what was found. */
  total: number | null
  /** The project that has it already. */
  projectOf: (repository: RemoteRepository) => Project | undefined
  onChoose: (repository: RemoteRepository) => void
  /** The end of what is here comes into sight. */
  onEnd: () => void
  /** Beside the field. */
  trailing: ReactNode
  /** In the place of the list while there is none. */
  empty: ReactNode
}) {
  const scroller = useRef<HTMLDivElement>(null)
  // oxlint-disable-next-line react/incompatible-library -- no React compiler here, nothing is memoized
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    getItemKey: (index) => items[index]?.fullName ?? index,
    overscan: 4,
    paddingStart: 4,
    paddingEnd: 4,
    onChange: ({ range }) => {
      if (range !== null && range.endIndex >= items.length - LIST_PAGE) onEnd()
    },
  })

  const { listId, at, idOf, choose, point, field } = useSearchList({
    items,
    keyOf,
    isFree,
    isStale,
    q,
    onSearch,
    onChoose,
    onEnd,
    show: (index) => virtual.scrollToIndex(index, { align: 'auto' }),
  })

  return (
    <div className="flex min-h-0 flex-col gap-2.5">
      <div className="flex items-center gap-2">
        <input
          {...field}
          aria-label={t('Find a repository')}
          autoFocus
          placeholder={t('Find by owner, name or description')}
          className={cn(inputLook, 'min-w-0 flex-1')}
        />
        {trailing}
      </div>
      <div
        ref={scroller}
        id={listId}
        role="listbox"
        aria-label={t('Repositories')}
        tabIndex={-1}
        className="h-[min(81*var(--grid),36vh)] overflow-y-auto rounded-m border border-line bg-inset outline-none"
      >
        {items.length === 0 ? (
          <div className="grid h-full place-items-center">{empty}</div>
        ) : (
          <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map((row) => {
              const repository = items[row.index]
              if (repository === undefined) return null
              return (
                <div
                  key={row.key}
                  ref={virtual.measureElement}
                  data-index={row.index}
                  id={idOf(repository)}
                  role="option"
                  aria-selected={row.index === at}
                  aria-posinset={row.index + 1}
                  aria-setsize={total ?? -1}
                  onMouseMove={() => point(repository)}
                  onClick={() => choose(repository)}
                  className={cn(
                    'absolute inset-x-1 top-0 flex items-center gap-2.5 rounded-m px-2.5 select-none',
                    row.index === at && 'bg-active',
                  )}
                  style={{ height: scaled(ROW), transform: `translateY(${row.start}px)` }}
                >
                  <RepositoryRow repository={repository} project={projectOf(repository)} />
                </div>
              )
            })}
          </div>
        )}
      </div>
    </div>
  )
}

function RepositoryRow({
  repository,
  project,
}: {
  repository: RemoteRepository
  project: Project | undefined
}) {
  const { description, fork, archived, pushedAt } = repository
  return (
    <>
      <RepositoryIcon repository={repository} />
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-2">
          <RepositoryName repository={repository} />
          {fork && <Mark icon={<GitFork />}>{t('Fork')}</Mark>}
          {archived && <Mark icon={<Archive />}>{t('Archived')}</Mark>}
        </span>
        {description !== null && <span className="block truncate text-11 text-fg-3">{description}</span>}
      </span>
      {project !== undefined ? (
        <span className="shrink-0 text-11 text-fg-2">{t('Project {key}', { key: project.key })}</span>
      ) : (
        pushedAt !== null && <Ago at={pushedAt} className="shrink-0 text-11 text-fg-3 tabular-nums" />
      )}
    </>
  )
}

/** A lock for one that not everybody can see. */
export function RepositoryIcon({ repository }: { repository: RemoteRepository }) {
  const Icon = repository.private ? Lock : BookMarked
  return (
    <span className="shrink-0 text-fg-3">
      <Icon aria-hidden className="size-3.5" />
      {repository.private && <span className="sr-only">{t('Private')}</span>}
    </span>
  )
}

export function RepositoryName({ repository: { fullName } }: { repository: RemoteRepository }) {
  const at = fullName.indexOf('/') + 1
  return (
    <span className="min-w-0 truncate text-12">
      <span className="text-fg-2">{fullName.slice(0, at)}</span>
      <span className="font-medium">{fullName.slice(at)}</span>
    </span>
  )
}

const Mark = ({ icon, children }: { icon: ReactNode; children: ReactNode }) => (
  <span className="inline-flex shrink-0 items-center gap-1 text-11 text-fg-3 [&_svg]:size-3">
    {icon}
    {children}
  </span>
)
