import { ChevronRight } from 'lucide-react'
import { useRef, useState } from 'react'
import type { Request } from '#shared/requests.ts'
import { isOpen } from '../state/requests.ts'
import { visible } from '../ui/visible-text.ts'
import { headline, objectOf } from './request-words.ts'
import { RequestView } from './request-view.tsx'

/** What agents ask: one to answer, by keys too, the others a line each until they are opened. */
export function RequestStack({
  label,
  requests,
  nameOf = () => null,
}: {
  label: string
  requests: readonly Request[]
  /** Who asks, where there are several. */
  nameOf?: (request: Request) => string | null
}) {
  const [picked, setPicked] = useState<string | null>(null)
  const group = useRef<HTMLDivElement>(null)
  const open = requests.filter(isOpen)
  const shown = open.find(({ id }) => id === picked) ?? open[0]
  return (
    <div
      ref={group}
      role="group"
      aria-label={label}
      aria-live="polite"
      className="grid grid-cols-[minmax(0,1fr)] gap-2"
    >
      {requests.map((request) => {
        const name = nameOf(request)
        return isOpen(request) && request.id !== shown?.id ? (
          <Closed
            key={request.id}
            request={request}
            name={name}
            onOpen={() => {
              setPicked(request.id)
              // The line goes away with its focus: the request that comes in its place takes it.
              requestAnimationFrame(() =>
                group.current
                  ?.querySelector<HTMLElement>(`[data-request="${request.id}"]`)
                  ?.focus({ preventScroll: false }),
              )
            }}
          />
        ) : (
          <div key={request.id} className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
            {name !== null && <p className="truncate text-12 text-fg-2">{name}</p>}
            <RequestView request={request} density="task" active={request.id === shown?.id} />
          </div>
        )
      })}
    </div>
  )
}

/** A request in one line, while another one is being answered. */
function Closed({ request, name, onOpen }: { request: Request; name: string | null; onOpen: () => void }) {
  const what = request.kind === 'permission' ? objectOf(request) : visible(request.title)
  const kind = headline(request)
  return (
    <button
      type="button"
      onClick={onOpen}
      className="flex h-8 items-center gap-2.5 rounded-m border border-wait/35 bg-wait/10 px-3 text-start text-12 transition-colors duration-(--fast) hover:bg-wait/15 coarse:h-9"
    >
      <ChevronRight aria-hidden className="size-4 flex-none text-wait" />
      {name !== null && <span className="max-w-[40%] flex-none truncate text-fg-2">{name}</span>}
      <span className="flex-none font-medium">{kind}</span>
      {what !== kind && (
        <span
          className={`min-w-0 truncate text-fg-2 ${request.kind === 'permission' ? 'font-mono text-11' : ''}`}
        >
          {what.replaceAll(/\s+/g, ' ')}
        </span>
      )}
    </button>
  )
}
