import { RefreshCw } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { AgentHealth } from '#shared/agents.ts'
import { attempt } from '../state/actions.ts'
import { useWatchedHealth } from '../state/health.ts'
import { client } from '../state/transport.ts'
import { Button } from '../ui/button.tsx'
import { Chip } from '../ui/chip.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { Dot } from '../ui/dot.tsx'
import { elapsed } from '../ui/duration.ts'
import { Notice } from '../ui/notice.tsx'
import { Row } from '../ui/row.tsx'
import { Section } from '../ui/section.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { Elapsed, useNow } from '../ui/time.tsx'
import { memoryWords, turnsOf } from './health-words.ts'

const STATES: Record<AgentHealth['state'], { word: string; color: string }> = {
  stopped: { word: 'Idle: it starts when a run needs it', color: 'var(--idle)' },
  starting: { word: 'Starting', color: 'var(--run)' },
  healthy: { word: 'Healthy', color: 'var(--ok)' },
  unhealthy: { word: 'Not working', color: 'var(--bad)' },
}

/** How the agent's program is: watched while this is on the screen. */
export function AgentHealthSection() {
  const { health, error, take } = useWatchedHealth()
  return (
    <Section title="Health">
      {error !== null && (
        <p role="alert" className="text-12 text-bad">
          {error}
        </p>
      )}
      {health === null ? (
        error === null && (
          <div role="status" className="flex items-center gap-2.5 text-12 text-fg-3">
            <Spinner />
            Asking…
          </div>
        )
      ) : (
        <>
          <State health={health} onRestarted={take} />
          {health.servers.length > 0 && <Servers servers={health.servers} />}
        </>
      )}
    </Section>
  )
}

function State({ health, onRestarted }: { health: AgentHealth; onRestarted: (next: AgentHealth) => void }) {
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const turns = turnsOf(health)
  const { word, color } = STATES[health.state]
  const restart = async () => {
    setBusy(true)
    const next = await attempt(() => client.agents.restart(), `${health.name} was not restarted`)
    setBusy(false)
    if (next !== null) onRestarted(next)
  }
  return (
    <div>
      <Row
        title={
          <span role="status" className="flex items-center gap-2">
            <Dot color={color} />
            {word}
          </span>
        }
        hint={
          <>
            {health.version === null ? health.name : `${health.name} ${health.version}`}
            {health.crashes > 0 &&
              `, ended unexpectedly ${health.crashes === 1 ? 'once' : `${health.crashes} times`} since OpenLinear started`}
            {health.retryAt !== null && <NextTry at={health.retryAt} />}
          </>
        }
      >
        {health.state !== 'stopped' && (
          <Button
            icon={<RefreshCw />}
            busy={busy}
            onClick={() => {
              if (turns > 0) setAsking(true)
              else void restart()
            }}
          >
            Restart
          </Button>
        )}
      </Row>
      {health.problem !== null && (
        <Notice tone="bad" live className="mt-3">
          {health.problem}
        </Notice>
      )}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Restart ${health.name} while it works?`}
        description={`${turns === 1 ? 'One agent is' : `${turns} agents are`} at work. Each is stopped where it is and goes on in the same session afterwards; a command that was running is run again if the agent wants it.`}
        confirmLabel="Restart"
        onConfirm={restart}
      />
    </div>
  )
}

function NextTry({ at }: { at: string }) {
  const left = Date.parse(at) - useNow()
  return (
    <span className="tabular-nums">; {left > 0 ? `tried again in ${elapsed(left)}` : 'trying again'}</span>
  )
}

function Servers({ servers }: { servers: AgentHealth['servers'] }) {
  return (
    <div className="overflow-x-auto py-2!">
      <table className="w-full text-12 tabular-nums">
        <caption className="sr-only">Servers</caption>
        <thead>
          <tr className="text-left text-11 text-fg-3 [&_th]:py-1.5 [&_th]:pr-4 [&_th]:font-normal">
            <th scope="col">Server</th>
            <Head>Process</Head>
            <Head>Memory</Head>
            <Head>Up</Head>
            <Head>Agents at work</Head>
          </tr>
        </thead>
        <tbody>
          {servers.map((server) => (
            <tr key={`${server.name} ${server.pid}`} className="[&_td]:py-1.5 [&_td]:pr-4">
              <td>
                <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-1">
                  {server.name}
                  {server.restartPending && (
                    <Chip
                      tone="wait"
                      title="As soon as no agent works in it, with the changed keys or settings"
                    >
                      Restarts soon
                    </Chip>
                  )}
                </span>
              </td>
              <Cell>{server.pid}</Cell>
              <Cell>{memoryWords(server.memory)}</Cell>
              <Cell>
                <Elapsed since={server.startedAt} />
              </Cell>
              <Cell>{server.turns === 0 ? '–' : server.turns}</Cell>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const Head = ({ children }: { children: ReactNode }) => (
  <th scope="col" className="pr-0! pl-4 text-right">
    {children}
  </th>
)
const Cell = ({ children }: { children: ReactNode }) => (
  <td className="pr-0! pl-4 text-right whitespace-nowrap text-fg-2">{children}</td>
)
