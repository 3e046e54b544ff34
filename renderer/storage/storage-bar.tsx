import type { StorageItem } from '#shared/storage.ts'
import { Dot } from '../ui/dot.tsx'
import { partsOf, sizeWords, sumOf } from './words.ts'

/** What takes the room: one bar, with its parts named below. */
export function StorageBar({ items }: { items: readonly StorageItem[] }) {
  const parts = partsOf(items)
  const sum = sumOf(items)
  return (
    <div className="mt-3">
      <div aria-hidden className="flex h-2.5 gap-px overflow-hidden rounded-full bg-active">
        {parts.map(({ name, color, bytes }) => (
          <span
            key={name}
            style={{ width: `${(100 * bytes) / sum}%`, background: color }}
            className="min-w-0.5"
          />
        ))}
      </div>
      <ul className="mt-2.5 flex flex-wrap gap-x-5 gap-y-1 text-12 text-fg-2">
        {parts.map(({ name, color, bytes }) => (
          <li key={name} className="flex items-center gap-1.5">
            <Dot color={color} />
            {name}
            <span className="text-fg-3 tabular-nums">{sizeWords(bytes)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
