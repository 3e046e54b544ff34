import { type ReactNode, useState } from 'react'
import type { CommandId } from '../../commands/catalog.ts'
import { useCommand } from '../../commands/use-command.ts'
import { Combobox } from '../../ui/select.tsx'
import { Property, ValueButton } from './property.tsx'

/** A property that has one of a few named values. A command opens its list. */
export function ChoiceProperty<Value extends string>({
  name,
  label,
  command,
  names,
  value,
  icon,
  shown = names[value],
  onChange,
}: {
  name: string
  /** Names its list. */
  label: string
  command: CommandId
  names: Record<Value, string>
  value: Value
  icon: (value: Value) => ReactNode
  /** The value in words, where that is not its name. */
  shown?: ReactNode
  onChange: (value: Value) => void
}) {
  const [open, setOpen] = useState(false)
  useCommand(command, () => setOpen(true))
  return (
    <Property name={name}>
      <Combobox
        label={label}
        open={open}
        onOpenChange={setOpen}
        value={value}
        options={(Object.keys(names) as Value[]).map((id) => ({ id, label: names[id], icon: icon(id) }))}
        onChange={(id) => onChange(id as Value)}
        trigger={
          <ValueButton aria-label={`${name}: ${names[value]}`}>
            {icon(value)}
            {shown}
          </ValueButton>
        }
      />
    </Property>
  )
}
