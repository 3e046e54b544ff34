import { ChevronRight } from 'lucide-react'
import { useRef, useState } from 'react'
import type { Request } from '#shared/requests.ts'
import type { Run } from '#shared/runs.ts'
import { isTerminal } from '#shared/run-words.ts'
import { headline, objectOf } from '../requests/request-words.ts'
import { RequestView } from '../requests/request-view.tsx'
import { isOpen, useRequestsOf } from '../state/requests.ts'
import { t } from '../strings/t.ts'
import { visible } from '../ui/visible-text.ts'

/** What the run asks, above its story: one to answer, by keys too, the others a line each until they are opened. */
export function RunRequests({ run }: { run: Run }) {
  const requests = useRequestsOf(run.id)
  const [picked, setPicked] = useState<string | null>(null)
  const group = useRef<HTMLDivElement>(null)
  if (isTerminal(run.status) || requests.length === 0) return null
  const open = requests.filter(isOpen)
  const shown = open.find(({ id }) => id === picked) ?? open[0]
  return (
    <div
      ref={group}
      role="group"
      aria-label={t('The run waits for you')}
      aria-live="polite"
      className="grid grid-cols-[minmax(0,1fr)] gap-2"
    >
      {requests.map((request) =>
        isOpen(request) && request.id !== shown?.id ? (
          <Closed
            key={request.id}
            request={request}
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
          <RequestView key={request.id} request={request} density="task" active={request.id === shown?.id} />
        ),
      )}
    </div>
  )
}

/** A request in one line, while another one is being answered. */
function Closed({ request, onOpen }: { request: Request; onOpen: () => void }) {
  const what = request.kind === 'permission' ? objectOf(request) : visible(request.title)
  const name = headline(request)
  return (
    <button
      type="button"
      onClick={onOpen}
      className="flex h-8 items-center gap-2.5 rounded-m border border-wait/35 bg-wait/10 px-3 text-start text-12 transition-colors duration-(--fast) hover:bg-wait/15 coarse:h-9"
    >
      <ChevronRight aria-hidden className="size-4 flex-none text-wait" />
      <span className="flex-none font-medium">{name}</span>
      {what !== name && (
        <span
          className={`min-w-0 truncate text-fg-2 ${request.kind === 'permission' ? 'font-mono text-11' : ''}`}
        >
          {what.replaceAll(/\s+/g, ' ')}
        </span>
      )}
    </button>
  )
}
