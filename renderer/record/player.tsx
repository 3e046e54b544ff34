import { Pause, Play, SkipForward } from 'lucide-react'
import type { CSSProperties } from 'react'
import { useCommand } from '../commands/use-command.ts'
import { t } from '../strings/t.ts'
import { IconButton } from '../ui/button.tsx'
import { elapsed } from '../ui/duration.ts'
import { Segmented } from '../ui/segmented.tsx'
import { type Replay, type ReplayState, SPEEDS } from './replay.ts'

/** What an arrow key moves the place by, in milliseconds. */
const STEP = 1000

/** Plays a replay, and says where it is. */
export function Player({ replay, state }: { replay: Replay; state: ReplayState }) {
  const { time, isPlaying, speed, count } = state
  const { duration, items } = replay
  const toggle = () => (isPlaying ? replay.pause() : replay.play())
  useCommand('record.play', toggle)
  const at = items[Math.max(0, count - 1)]?.at
  return (
    <div
      role="group"
      aria-label={t('Replay')}
      className="flex h-11 flex-none items-center gap-2.5 border-t border-line bg-inset px-4"
    >
      <IconButton
        label={isPlaying ? t('Pause') : t('Play')}
        keys="record.play"
        variant="default"
        disabled={duration === 0}
        onClick={toggle}
      >
        {isPlaying ? <Pause /> : <Play />}
      </IconButton>
      <span className="w-14 flex-none text-end text-12 tabular-nums">{elapsed(time)}</span>
      <input
        type="range"
        aria-label={t('Place in the run')}
        aria-valuetext={t('{time} of {duration}', { time: elapsed(time), duration: elapsed(duration) })}
        min={0}
        max={Math.max(1, duration)}
        step={Math.min(STEP, Math.max(1, duration / 100))}
        value={time}
        disabled={duration === 0}
        // Where the focus is in a field, shortcuts are not bound.
        onKeyDown={(event) => {
          if (event.key === 'p' && !event.ctrlKey && !event.metaKey && !event.altKey) toggle()
        }}
        onChange={(event) => replay.seek(Number(event.target.value))}
        style={{ '--share': `${(100 * time) / Math.max(1, duration)}%` } as CSSProperties}
        className="slider min-w-0 flex-1"
      />
      <span className="w-14 flex-none text-12 text-fg-2 tabular-nums">{elapsed(duration)}</span>
      {at !== undefined && (
        <time dateTime={at} className="w-20 flex-none text-12 text-fg-3 tabular-nums max-[900px]:hidden">
          {new Date(at).toLocaleTimeString()}
        </time>
      )}
      <Segmented
        label={t('Speed')}
        value={String(speed)}
        options={SPEEDS.map((one) => ({ id: String(one), label: `${one}×` }))}
        onChange={(id) => replay.setSpeed(SPEEDS.find((one) => String(one) === id) ?? 1)}
      />
      <IconButton label={t('Jump to the end')} disabled={time >= duration} onClick={() => replay.toEnd()}>
        <SkipForward />
      </IconButton>
    </div>
  )
}
