import { Plus, RotateCcw, X } from 'lucide-react'
import { useRef, useState } from 'react'
import { t } from '../strings/t.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Kbd, keyText, keyWords } from '../ui/kbd.tsx'
import { type CommandId, commandOf } from './catalog.ts'
import {
  dropKeys,
  giveKeys,
  heldDefaults,
  MOST_KEYS,
  type Obstacle,
  obstacleTo,
  obstacleWords,
  takeKeys,
} from './change-keys.ts'
import { KeyRecorder } from './key-recorder.tsx'
import { defaultKeys, type Keymap, withKeys } from './keymap.ts'
import { roomNames } from './sheet.ts'

type Own = Readonly<Record<string, readonly string[]>>

/** One command with its keys, which are changed where they stand. */
export function CommandRow({
  id,
  keymap,
  own,
  onChange,
}: {
  id: CommandId
  keymap: Keymap
  /** The user's keys. */
  own: Own
  onChange: (own: Record<string, string[]>) => void
}) {
  const command = commandOf(id)
  const keys = keymap.get(id) ?? []
  /** The keys that others are recorded for; '' = for more of them. */
  const [recording, setRecording] = useState<string | null>(null)
  const [refused, setRefused] = useState<{ keys: string; obstacle: Obstacle } | null>(null)
  const row = useRef<HTMLDivElement>(null)
  const old = recording === '' ? null : recording

  const leave = () => {
    setRecording(null)
    setRefused(null)
    // The recorder takes the focus away with it.
    requestAnimationFrame(() => row.current?.querySelector<HTMLElement>('button')?.focus())
  }
  const change = (next: Record<string, string[]>) => {
    onChange(next)
    leave()
  }
  const recorded = (given: string) => {
    if (given === old || keys.includes(given)) return leave()
    const obstacle = obstacleTo(keymap, id, given)
    if (obstacle === null) change(giveKeys(own, id, given, old))
    else setRefused({ keys: given, obstacle })
  }
  const held = Object.hasOwn(own, id) ? heldDefaults(keymap, id) : []
  const isChanged = Object.hasOwn(own, id)
  return (
    <div
      ref={row}
      role="group"
      aria-label={command.name}
      className="grid grid-cols-[minmax(0,1fr)] gap-2 py-2!"
    >
      {/* In a narrow window the keys go under what they do. */}
      <div className="flex min-h-6 flex-wrap items-center gap-x-3 gap-y-1">
        <div className="min-w-[min(22ch,100%)] flex-1">
          <div className="truncate font-medium">{command.name}</div>
          {command.rooms.length > 1 && <div className="truncate text-11 text-fg-3">{roomNames(command)}</div>}
        </div>
        <div className="flex max-w-full flex-wrap items-center gap-1">
          {keys.map((one) => (
            <Button
              key={one}
              size="s"
              onClick={() => {
                setRefused(null)
                setRecording(one)
              }}
            >
              <span className="sr-only">{t('Change {keys}', { keys: keyWords(one) })}</span>
              <Kbd keys={one} className="border-0 text-11 text-fg" />
            </Button>
          ))}
          {keys.length < MOST_KEYS && (
            <IconButton
              size="s"
              label={keys.length === 0 ? t('Set keys') : t('Add keys')}
              onClick={() => {
                setRefused(null)
                setRecording('')
              }}
            >
              <Plus />
            </IconButton>
          )}
          <IconButton
            size="s"
            label={
              held.length === 0
                ? t('Reset')
                : t('Its keys are now those of “{name}”', { name: commandOf(held[0] ?? id).name })
            }
            disabled={!isChanged || held.length > 0}
            className={isChanged ? '' : 'invisible'}
            onClick={() => change(withKeys(own, id, defaultKeys(id)))}
          >
            <RotateCcw />
          </IconButton>
        </div>
      </div>
      {recording !== null && refused === null && (
        <div className="flex flex-wrap items-center gap-2">
          <div className="min-w-[min(22ch,100%)] flex-1">
            <KeyRecorder
              label={t('New keys for {name}', { name: command.name })}
              onRecorded={recorded}
              onLeave={leave}
            />
          </div>
          {old !== null && (
            <Button size="s" icon={<X />} onClick={() => change(dropKeys(own, id, old))}>
              {t('Remove {keys}', { keys: keyText(old) })}
            </Button>
          )}
        </div>
      )}
      {refused !== null && (
        <div className="flex flex-wrap items-center gap-2 text-12">
          <p role="alert" className="min-w-0 flex-1 text-bad">
            {obstacleWords(refused.obstacle, keyText(refused.keys))}
          </p>
          {refused.obstacle.kind === 'conflict' && refused.obstacle.canTake && (
            <Button size="s" onClick={() => change(takeKeys(own, id, refused.keys, old))}>
              {refused.obstacle.with.length === 1 ? t('Take it from there') : t('Take it from all of them')}
            </Button>
          )}
          <Button size="s" autoFocus onClick={() => setRefused(null)}>
            {t('Other keys')}
          </Button>
          <Button size="s" variant="ghost" onClick={leave}>
            {t('Leave it')}
          </Button>
        </div>
      )}
    </div>
  )
}

/** One whose keys are those of the platform, or of what has the focus. */
export function FixedRow({ id, keymap }: { id: CommandId; keymap: Keymap }) {
  const command = commandOf(id)
  const keys = command.shown === undefined ? (keymap.get(id) ?? []) : [command.shown]
  return (
    <div
      role="group"
      aria-label={command.name}
      className="flex min-h-6 flex-wrap items-center gap-x-3 gap-y-1 py-2!"
    >
      <div className="min-w-[min(22ch,100%)] flex-1">
        <div className="truncate font-medium">{command.name}</div>
        <div className="truncate text-11 text-fg-3">
          {t('{rooms}. It cannot be changed', { rooms: roomNames(command) })}
        </div>
      </div>
      <div className="flex max-w-full flex-wrap items-center gap-1">
        {keys.map((one) => (
          <Kbd key={one} keys={one} />
        ))}
      </div>
    </div>
  )
}
