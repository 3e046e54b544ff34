import { Check } from 'lucide-react'
import { useState } from 'react'
import type { Color } from '#shared/common.ts'
import { cn } from './cn.ts'
import { Dot } from './dot.tsx'
import { COLOR_NAMES, colorValue, PALETTE } from './icons/color.ts'
import { Popover } from './popover.tsx'
import { radioKeys } from './radio-keys.ts'

/** The palette as a row of dots. */
export function ColorRow({
  value,
  onChange,
  label,
}: {
  value: Color
  onChange: (color: Color) => void
  label: string
}) {
  return (
    <div
      role="radiogroup"
      aria-label={label}
      onKeyDown={radioKeys(PALETTE, value, onChange)}
      className="flex flex-wrap gap-1"
    >
      {PALETTE.map((color) => (
        <button
          key={color}
          type="button"
          role="radio"
          aria-checked={color === value}
          tabIndex={color === value ? 0 : -1}
          aria-label={COLOR_NAMES[color]}
          title={COLOR_NAMES[color]}
          onClick={() => onChange(color)}
          className={cn(
            'grid size-control place-items-center rounded-m hover:bg-hover coarse:size-touch',
            color === value && 'bg-active',
          )}
        >
          <span
            className="grid size-4 place-items-center rounded-full"
            style={{ background: colorValue(color), color: 'var(--bg-raised)' }}
          >
            {color === value && <Check className="size-2.5" strokeWidth={3.5} />}
          </span>
        </button>
      ))}
    </div>
  )
}

/** A dot that opens the palette. */
export function ColorButton({
  value,
  onChange,
  label,
}: {
  value: Color
  onChange: (color: Color) => void
  label: string
}) {
  const [open, setOpen] = useState(false)
  return (
    <Popover
      label={label}
      open={open}
      onOpenChange={setOpen}
      className="p-1.5"
      trigger={
        <button
          type="button"
          aria-label={`${label}: ${COLOR_NAMES[value]}`}
          className="grid size-control place-items-center rounded-m hover:bg-hover coarse:size-touch"
        >
          <Dot color={colorValue(value)} size={10} />
        </button>
      }
    >
      <ColorRow
        label={label}
        value={value}
        onChange={(color) => {
          onChange(color)
          setOpen(false)
        }}
      />
    </Popover>
  )
}
