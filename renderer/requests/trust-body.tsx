import { useState } from 'react'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import type { BodyProps } from './body-props.ts'
import { useRequestKeys } from './request-keys.ts'
import { TrustRequestDialog } from '../trust/trust-request-dialog.tsx'
import { useKeyHints } from './use-key-hints.ts'

/** Paths shown before the rest is a number. */
const SHOWN = { card: 2, task: 6, inbox: 6 }

/** Files in a run's worktree that OpenCode would run or obey and nobody has trusted: they are read first. */
export function TrustBody({ request, density, active, root, answering, onKeys }: BodyProps) {
  const [reading, setReading] = useState(false)
  const isCard = density === 'card'
  const all = request.trust?.files ?? []
  // One file alone is named by the title.
  const files = all.length === 1 && all.every((path) => request.title.includes(path)) ? [] : all
  const rest = files.length - SHOWN[density]
  const stop = request.choices?.find(({ id }) => id === 'stop')
  const refuse = () => (stop === undefined ? false : answering.give('stop', { choice: 'stop' }))
  const keysOn = useRequestKeys(root, active && !reading, {
    confirm: () => setReading(true),
    refuse,
  })
  useKeyHints(keysOn, onKeys)
  return (
    <>
      <p
        className={
          isCard
            ? 'leading-snug font-semibold [overflow-wrap:anywhere]'
            : 'font-medium [overflow-wrap:anywhere]'
        }
      >
        {request.title}
      </p>
      {files.length > 0 && (
        <ul className="grid gap-0.5">
          {files.slice(0, SHOWN[density]).map((path) => (
            <li key={path} className="truncate font-mono-11" title={path}>
              {path}
            </li>
          ))}
          {rest > 0 && <li className="text-11 text-fg-3">{t('and {count} more', { count: rest })}</li>}
        </ul>
      )}
      <div className="flex flex-wrap gap-1.5">
        <Button
          size={isCard ? 's' : 'm'}
          variant="primary"
          {...(isCard ? {} : { keys: 'request.confirm' })}
          disabled={answering.busy !== null}
          onClick={() => setReading(true)}
        >
          {t('Read and trust…')}
        </Button>
        {stop !== undefined && (
          <Button
            size={isCard ? 's' : 'm'}
            {...(isCard ? {} : { keys: 'request.refuse' })}
            busy={answering.busy === 'stop'}
            disabled={answering.busy !== null}
            onClick={refuse}
          >
            {stop.label}
          </Button>
        )}
      </div>
      {reading && (
        <TrustRequestDialog
          request={request}
          onTrust={() => {
            setReading(false)
            answering.give('trust', { choice: 'trust' })
          }}
          onClose={() => setReading(false)}
        />
      )}
    </>
  )
}
