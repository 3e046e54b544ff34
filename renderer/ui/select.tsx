import { Command, defaultFilter } from 'cmdk'
import { Check, ChevronDown, Plus } from 'lucide-react'
import { Select as Radix } from 'radix-ui'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { t } from '../strings/t.ts'
import { fewOf, MANY } from './few-options.ts'
import { Field, type FieldProps } from './field.tsx'
import { Popover } from './popover.tsx'
import { scaled } from './scaled.ts'
import { Tick } from './tick.tsx'

export type Option = {
  id: string
  label: string
  icon?: ReactNode
  /** A word at the right. */
  hint?: ReactNode
  /** Also found by these. */
  keywords?: string[]
}

type ListProps = {
  /** Names the list, and stands in the search field. */
  label: string
  /** A function makes them when the list opens; keep it stable. */
  options: Option[] | (() => Option[])
  width?: number
  /** What to say when nothing is found. */
  empty?: ReactNode
  /** Offers the typed text itself, as `create(text)` words it. */
  onCreate?: (text: string) => void
  createLabel?: (text: string) => string
}
type Choice =
  | { multiple: true; value: readonly string[]; onChange: (value: string[]) => void }
  | { multiple?: false; value: string | null; onChange: (value: string) => void }

export type ComboboxProps = ListProps &
  Choice & {
    /** A button that shows the value; it is given the needed props. */
    trigger: ReactNode
    open?: boolean
    onOpenChange?: (open: boolean) => void
    align?: 'start' | 'center' | 'end'
    side?: 'top' | 'right' | 'bottom' | 'left'
  }

/** Picks one or several of many, with a search field. Closes after a pick of one. */
export function Combobox(props: ComboboxProps) {
  const [innerOpen, setInnerOpen] = useState(false)
  const open = props.open ?? innerOpen
  const setOpen = (next: boolean) => {
    setInnerOpen(next)
    props.onOpenChange?.(next)
  }
  return (
    <Popover
      trigger={props.trigger}
      label={props.label}
      open={open}
      onOpenChange={setOpen}
      align={props.align ?? 'start'}
      side={props.side ?? 'bottom'}
      className="overflow-hidden p-0"
    >
      <ComboboxList {...props} onDone={() => setOpen(false)} />
    </Popover>
  )
}

/** Stands for what is typed, as an option of its own. */
const CREATE = '+ create'

/** What is there comes before what could be made: Enter takes what was meant, and makes nothing by mistake. */
const scoreOf = (id: string, typed: string, keywords?: string[]): number =>
  id === CREATE ? Number.MIN_VALUE : defaultFilter(id, typed, keywords)

/** Keys that go to another option. */
const GOING = new Set(['ArrowDown', 'ArrowUp', 'Home', 'End'])

/**
 * Which option Enter takes, where what is typed can be made: an option that comes after its words were typed takes the
 * place of what would be made, unless somebody went there on purpose.
 */
function useActive(isOn: boolean) {
  const [active, setActive] = useState('')
  const list = useRef<HTMLDivElement>(null)
  const isMeant = useRef(false)
  useEffect(() => {
    const items = list.current
    if (!isOn || active !== CREATE || items === null) return
    const look = () => {
      const first = items.querySelector('[cmdk-item]:not([aria-disabled="true"])')?.getAttribute('data-value')
      if (!isMeant.current && typeof first === 'string' && first !== CREATE) setActive(first)
    }
    look()
    const observer = new MutationObserver(look)
    observer.observe(items, { childList: true, subtree: true })
    return () => observer.disconnect()
  }, [isOn, active])
  return {
    list,
    mean: (meant: boolean) => {
      isMeant.current = meant
    },
    root: isOn ? { value: active, onValueChange: setActive } : {},
  }
}

/** The list of a {@link Combobox} by itself, for a place that has its own panel. */
export function ComboboxList(props: ListProps & Choice & { onDone: () => void }) {
  const [text, setText] = useState('')
  const { options: given, label, onCreate, onDone } = props
  const options = useMemo(() => (typeof given === 'function' ? given() : given), [given])
  const isOn = (id: string) => (props.multiple === true ? props.value.includes(id) : props.value === id)
  const pick = (id: string) => {
    if (props.multiple === true) {
      props.onChange(isOn(id) ? props.value.filter((one) => one !== id) : [...props.value, id])
    } else {
      props.onChange(id)
      onDone()
    }
  }
  const typed = text.trim()
  const { list, mean, root } = useActive(onCreate !== undefined)
  // So many are not all drawn, and what is drawn is looked for here.
  const isMany = options.length > MANY
  const shown = isMany ? fewOf(options, typed, isOn) : options
  const known = options.some(
    (option) => option.label.toLowerCase() === typed.toLowerCase() || option.id === typed,
  )
  return (
    <Command
      label={label}
      loop
      shouldFilter={!isMany}
      filter={scoreOf}
      {...root}
      onKeyDown={(event) => {
        if (GOING.has(event.key)) mean(true)
      }}
      style={{ width: scaled(props.width ?? 232) }}
      className="flex max-h-80 flex-col"
    >
      <Command.Input
        autoFocus
        value={text}
        onValueChange={(next) => {
          mean(false)
          setText(next)
        }}
        placeholder={label}
        className="h-touch w-full shrink-0 border-b border-line bg-transparent px-3 text-12 outline-none"
      />
      <Command.List
        ref={list}
        label={t('Suggestions')}
        onPointerMove={() => mean(true)}
        className="min-h-0 flex-1 overflow-y-auto p-1"
      >
        {onCreate === undefined && (
          <Command.Empty className="px-2 py-3 text-12 text-fg-3">
            {props.empty ?? t('Nothing found')}
          </Command.Empty>
        )}
        {shown.map((option) => (
          <Command.Item
            key={option.id}
            value={option.id}
            keywords={[option.label, ...(option.keywords ?? [])]}
            onSelect={() => pick(option.id)}
            className="flex min-h-row items-center gap-2 rounded-m px-2 py-1 text-12 select-none data-[selected=true]:bg-active coarse:min-h-touch [&_svg]:size-3.5 [&_svg]:shrink-0"
          >
            {props.multiple === true && <Tick checked={isOn(option.id)} />}
            {option.icon}
            <span dir="auto" className="min-w-0 flex-1 truncate">
              {option.label}
            </span>
            {option.hint !== undefined && <span className="shrink-0 text-11 text-fg-3">{option.hint}</span>}
            {props.multiple !== true && isOn(option.id) && <Check className="text-fg-2" />}
            {isOn(option.id) && <span className="sr-only">{t(', chosen')}</span>}
          </Command.Item>
        ))}
        {onCreate !== undefined && typed !== '' && !known && (
          <Command.Item
            forceMount
            value={CREATE}
            onSelect={() => {
              onCreate(typed)
              setText('')
              if (props.multiple !== true) onDone()
            }}
            className="flex h-row items-center gap-2 rounded-m px-2 text-12 select-none data-[selected=true]:bg-active coarse:h-touch [&_svg]:size-3.5"
          >
            <Plus className="text-fg-3" />
            <span className="min-w-0 flex-1 truncate">
              {props.createLabel?.(typed) ?? t('Create “{typed}”', { typed })}
            </span>
          </Command.Item>
        )}
        {onCreate !== undefined && typed === '' && options.length === 0 && (
          <div className="px-2 py-3 text-12 text-fg-3">{props.empty ?? t('Type a name')}</div>
        )}
      </Command.List>
    </Command>
  )
}

/** Picks one of a few, in a form. */
export function Select({
  options,
  value,
  onChange,
  disabled = false,
  width,
  ...field
}: FieldProps & {
  options: Option[]
  value: string
  onChange: (value: string) => void
  disabled?: boolean
  width?: number
}) {
  return (
    <Field {...field}>
      {(control) => (
        <Radix.Root value={value} onValueChange={onChange} disabled={disabled}>
          <Radix.Trigger
            {...control}
            style={width === undefined ? undefined : { width: scaled(width) }}
            className="flex h-field w-full items-center gap-2 rounded-m border border-line-strong bg-raised px-2.5 text-start text-12 transition-colors duration-(--fast) hover:bg-hover disabled:opacity-50 coarse:h-touch [&_svg]:size-3.5 [&_svg]:shrink-0"
          >
            <span className="min-w-0 flex-1 truncate">
              <Radix.Value />
            </span>
            <ChevronDown className="text-fg-3" />
          </Radix.Trigger>
          <Radix.Portal>
            <Radix.Content
              position="popper"
              sideOffset={4}
              collisionPadding={8}
              className="enter z-60 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) overflow-hidden rounded-l border border-line-strong bg-float p-1 shadow-float"
            >
              <Radix.Viewport>
                {options.map((option) => (
                  <Radix.Item
                    key={option.id}
                    value={option.id}
                    className="flex h-row items-center gap-2 rounded-m px-2 text-12 outline-none select-none data-highlighted:bg-active coarse:h-touch [&_svg]:size-3.5"
                  >
                    <Radix.ItemText>
                      <span className="inline-flex items-center gap-2">
                        {option.icon}
                        {option.label}
                      </span>
                    </Radix.ItemText>
                    <Radix.ItemIndicator className="ms-auto ps-3">
                      <Check className="text-fg-2" />
                    </Radix.ItemIndicator>
                  </Radix.Item>
                ))}
              </Radix.Viewport>
            </Radix.Content>
          </Radix.Portal>
        </Radix.Root>
      )}
    </Field>
  )
}
