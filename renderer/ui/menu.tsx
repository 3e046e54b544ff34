import { Check, ChevronRight } from 'lucide-react'
import { ContextMenu as RadixContext, DropdownMenu as RadixDropdown } from 'radix-ui'
import { createContext, type ReactNode, use } from 'react'
import { cn } from './cn.ts'
import { keyText } from './kbd.tsx'
import { Tick } from './tick.tsx'

/** The parts that both kinds of menu have; items look up which kind they stand in. */
type Kit = Pick<
  typeof RadixDropdown,
  'Item' | 'CheckboxItem' | 'Separator' | 'Sub' | 'SubTrigger' | 'SubContent' | 'Portal'
>
const KitContext = createContext<Kit>(RadixDropdown)

const PANEL =
  'enter z-50 min-w-48 overflow-y-auto rounded-l border border-line-strong bg-float p-1 text-12 text-fg shadow-float outline-none'
const ROW =
  'relative flex h-row items-center gap-2 rounded-m px-2 outline-none select-none data-disabled:opacity-45 data-highlighted:bg-active data-[state=open]:bg-active coarse:h-touch [&_svg]:size-3.5 [&_svg]:shrink-0'

export type MenuProps = {
  /** A button; it is given the needed props. */
  trigger: ReactNode
  label?: string
  align?: 'start' | 'center' | 'end'
  side?: 'top' | 'right' | 'bottom' | 'left'
  open?: boolean
  onOpenChange?: (open: boolean) => void
  className?: string
  children: ReactNode
}

/** A menu under a button; its children are `MenuItem`s and their like. */
export function Menu({
  trigger,
  label,
  align = 'start',
  side = 'bottom',
  open,
  onOpenChange,
  className,
  children,
}: MenuProps) {
  return (
    <RadixDropdown.Root
      modal={false}
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange === undefined ? {} : { onOpenChange })}
    >
      <RadixDropdown.Trigger asChild>{trigger}</RadixDropdown.Trigger>
      <RadixDropdown.Portal>
        <RadixDropdown.Content
          aria-label={label}
          align={align}
          side={side}
          sideOffset={5}
          collisionPadding={8}
          className={cn(PANEL, 'max-h-(--radix-dropdown-menu-content-available-height)', className)}
        >
          <KitContext value={RadixDropdown}>{children}</KitContext>
        </RadixDropdown.Content>
      </RadixDropdown.Portal>
    </RadixDropdown.Root>
  )
}

export type ContextMenuProps = {
  /** What is right-clicked; must take a ref and props. */
  children: ReactNode
  /** The menu's items. */
  menu: ReactNode
  label?: string
  onOpenChange?: (open: boolean) => void
}

export function ContextMenu({ children, menu, label, onOpenChange }: ContextMenuProps) {
  return (
    <RadixContext.Root modal={false} {...(onOpenChange === undefined ? {} : { onOpenChange })}>
      <RadixContext.Trigger asChild>{children}</RadixContext.Trigger>
      <RadixContext.Portal>
        <RadixContext.Content
          aria-label={label}
          collisionPadding={8}
          className={cn(PANEL, 'max-h-(--radix-context-menu-content-available-height)')}
        >
          <KitContext value={RadixContext}>{menu}</KitContext>
        </RadixContext.Content>
      </RadixContext.Portal>
    </RadixContext.Root>
  )
}

export type MenuItemProps = {
  icon?: ReactNode
  /** Shown at the right, such as `mod+enter`; the handler is bound elsewhere. */
  keys?: string
  /** A word at the right. */
  hint?: ReactNode
  danger?: boolean
  disabled?: boolean
  /** A tick at the right, for one of several. */
  checked?: boolean
  onSelect: (event: Event) => void
  children: ReactNode
}

export function MenuItem({
  icon,
  keys,
  hint,
  danger = false,
  disabled = false,
  checked,
  onSelect,
  children,
}: MenuItemProps) {
  const kit = use(KitContext)
  return (
    <kit.Item
      disabled={disabled}
      onSelect={onSelect}
      {...(checked === undefined ? {} : { role: 'menuitemradio', 'aria-checked': checked })}
      className={cn(ROW, danger && 'text-bad data-highlighted:bg-bad/12')}
    >
      {icon !== undefined && (
        <span className={cn('grid w-4 place-items-center', !danger && 'text-fg-3')}>{icon}</span>
      )}
      <span dir="auto" className="min-w-0 flex-1 truncate">
        {children}
      </span>
      {hint !== undefined && <span className="text-11 text-fg-3">{hint}</span>}
      {keys !== undefined && (
        <span className="ps-3 text-11 text-fg-3">
          <bdi dir="ltr">{keyText(keys)}</bdi>
        </span>
      )}
      {checked === true && <Check className="text-fg-2" />}
    </kit.Item>
  )
}

/** Toggles and stays open. */
export function MenuCheckItem({
  icon,
  checked,
  onChange,
  children,
}: {
  icon?: ReactNode
  checked: boolean
  onChange: (checked: boolean) => void
  children: ReactNode
}) {
  const kit = use(KitContext)
  return (
    <kit.CheckboxItem
      checked={checked}
      onCheckedChange={onChange}
      onSelect={(event) => event.preventDefault()}
      className={ROW}
    >
      {icon !== undefined && <span className="grid w-4 place-items-center text-fg-3">{icon}</span>}
      <span dir="auto" className="min-w-0 flex-1 truncate">
        {children}
      </span>
      <Tick checked={checked} />
    </kit.CheckboxItem>
  )
}

export function MenuSub({
  icon,
  label,
  keys,
  disabled = false,
  children,
}: {
  icon?: ReactNode
  label: string
  keys?: string
  disabled?: boolean
  children: ReactNode
}) {
  const kit = use(KitContext)
  return (
    <kit.Sub>
      <kit.SubTrigger disabled={disabled} className={ROW}>
        {icon !== undefined && <span className="grid w-4 place-items-center text-fg-3">{icon}</span>}
        <span className="min-w-0 flex-1 truncate">{label}</span>
        {keys !== undefined && (
          <span className="ps-3 text-11 text-fg-3">
            <bdi dir="ltr">{keyText(keys)}</bdi>
          </span>
        )}
        <ChevronRight className="text-fg-3" />
      </kit.SubTrigger>
      <kit.Portal>
        <kit.SubContent
          sideOffset={2}
          alignOffset={-5}
          collisionPadding={8}
          className={cn(PANEL, 'max-h-80')}
        >
          {children}
        </kit.SubContent>
      </kit.Portal>
    </kit.Sub>
  )
}

export function MenuSeparator() {
  const kit = use(KitContext)
  return <kit.Separator className="-mx-1 my-1 h-px bg-line" />
}
