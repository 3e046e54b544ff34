import { ArrowDown } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { t } from '../strings/t.ts'
import type { FlatRow } from './flat-rows.ts'

/** Back to the end of the log; says how much has come since it was left. */
export function JumpPill({
  flat,
  isFollowing,
  onJump,
}: {
  flat: readonly FlatRow[]
  isFollowing: boolean
  onJump: () => void
}) {
  const left = useRef<string | null>(null)
  useEffect(() => {
    if (isFollowing) left.current = flat.at(-1)?.row.key ?? null
  })
  if (isFollowing) return null
  // oxlint-disable-next-line react/refs -- written only while the pill is not shown
  const last = flat.findLastIndex(({ row }) => row.key === left.current)
  const count = last === -1 ? 0 : flat.length - 1 - last
  return (
    <button
      type="button"
      onClick={onJump}
      // By a transform, so that a longer count counts as no shift.
      className="absolute bottom-3 left-1/2 flex h-7 -translate-x-1/2 items-center gap-1.5 rounded-full border border-line-strong bg-float px-3 text-12 text-fg shadow-float hover:bg-hover"
    >
      <ArrowDown aria-hidden className="size-3.5" />
      {t('Jump to latest')}
      {count > 0 && <span className="text-fg-2 tabular-nums">{t('{count, number} new', { count })}</span>}
    </button>
  )
}
