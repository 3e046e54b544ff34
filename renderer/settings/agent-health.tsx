import { RefreshCw } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { AgentHealth } from '#shared/agents.ts'
import { attempt } from '../state/actions.ts'
import { useWatchedHealth } from '../state/health.ts'
import { client } from '../state/transport.ts'
import { t } from '../strings/t.ts'
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
  stopped: { word: t('Idle: it starts when a run needs it'), color: 'var(--idle)' },
  starting: { word: t('Starting'), color: 'var(--run)' },
  healthy: { word: t('Healthy'), color: 'var(--ok)' },
  unhealthy: { word: t('Not working'), color: 'var(--bad)' },
}

/** How the agent's program is: watched while this is on the screen. */
export function AgentHealthSection() {
  const { health, error, take } = useWatchedHealth()
  return (
    <Section title={t('Health')}>
      {error !== null && (
        <p role="alert" className="text-12 text-bad">
          {error}
        </p>
      )}
      {health === null ? (
        error === null && (
          <div role="status" className="flex items-center gap-2.5 text-12 text-fg-3">
            <Spinner />
            {t('Asking…')}
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
  const program = health.version === null ? health.name : `${health.name} ${health.version}`
  const restart = async () => {
    setBusy(true)
    const next = await attempt(
      () => client.agents.restart(),
      t('{name} was not restarted', { name: health.name }),
    )
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
            {health.crashes === 0
              ? program
              : t(
                  '{crashes, plural, one {{program}, ended unexpectedly once since OpenLinear started} other {{program}, ended unexpectedly # times since OpenLinear started}}',
                  { crashes: health.crashes, program },
                )}
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
            {t('Restart')}
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
        title={t('Restart {name} while it works?', { name: health.name })}
        description={t(
          '{turns, plural, one {One agent is} other {# agents are}} at work. Each is stopped where it is and goes on in the same session afterwards; a command that was running is run again if the agent wants it.',
          { turns },
        )}
        confirmLabel={t('Restart')}
        onConfirm={restart}
      />
    </div>
  )
}

function NextTry({ at }: { at: string }) {
  const left = Date.parse(at) - useNow()
  return (
    <span className="tabular-nums">
      ; {left > 0 ? t('tried again in {time}', { time: elapsed(left) }) : t('trying again')}
    </span>
  )
}

function Servers({ servers }: { servers: AgentHealth['servers'] }) {
  return (
    <div className="overflow-x-auto py-2!">
      <table className="w-full text-12 tabular-nums">
        <caption className="sr-only">{t('Servers')}</caption>
        <thead>
          <tr className="text-start text-11 text-fg-3 [&_th]:py-1.5 [&_th]:pe-4 [&_th]:font-normal">
            <th scope="col">{t('Server')}</th>
            <Head>{t('Process')}</Head>
            <Head>{t('Memory')}</Head>
            <Head>{t('Up')}</Head>
            <Head>{t('Agents at work')}</Head>
          </tr>
        </thead>
        <tbody>
          {servers.map((server) => (
            <tr key={`${server.name} ${server.pid}`} className="[&_td]:py-1.5 [&_td]:pe-4">
              <td>
                <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-1">
                  {server.name}
                  {server.restartPending && (
                    <Chip
                      tone="wait"
                      title={t('As soon as no agent works in it, with the changed keys or settings')}
                    >
                      {t('Restarts soon')}
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
  <th scope="col" className="pe-0! ps-4 text-end">
    {children}
  </th>
)
const Cell = ({ children }: { children: ReactNode }) => (
  <td className="pe-0! ps-4 text-end whitespace-nowrap text-fg-2">{children}</td>
)
