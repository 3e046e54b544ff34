import { Folder, FolderGit2 } from 'lucide-react'
import { Popover as Radix } from 'radix-ui'
import { type KeyboardEvent, type ReactNode, type RefObject, useId, useRef, useState } from 'react'
import { t } from '../strings/t.ts'
import { cn } from '../ui/cn.ts'
import { TextInput } from '../ui/field.tsx'
import { WithCode } from '../ui/with-code.tsx'
import { completed, isFound, pathOf } from './complete-path.ts'
import { useSubFolders } from './use-sub-folders.ts'

/**
 * The path of a folder on the host's machine. Folders that go on with what is typed are offered under it; Tab completes
 * as in a shell.
 */
export function FolderField({
  label,
  hint,
  error,
  value,
  onChange,
  className,
}: {
  label: string
  hint: ReactNode
  error: ReactNode
  value: string
  onChange: (path: string) => void
  className?: string
}) {
  const field = useRef<HTMLInputElement>(null)
  const list = useId()
  const [isOpen, setOpen] = useState(false)
  const [active, setActive] = useState(-1)
  const found = useSubFolders(value, isOpen)
  const items = found?.items ?? []
  const isShown = found !== null && (items.length > 0 || found.problem !== null) && !isFound(value, found)
  const at = Math.min(active, items.length - 1)

  const write = (path: string) => {
    setActive(-1)
    setOpen(true)
    onChange(path)
  }
  const move = (to: number) => {
    const next = (to + items.length) % items.length
    setActive(next)
    document.getElementById(`${list}-${next}`)?.scrollIntoView({ block: 'nearest' })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    const chosen = isShown ? items[at] : undefined
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp':
        if (!isShown) setOpen(true)
        else if (items.length > 0) move(event.key === 'ArrowDown' ? at + 1 : at < 0 ? -1 : at - 1)
        break
      case 'Enter':
        if (chosen === undefined) return setOpen(false)
        write(pathOf(chosen))
        break
      case 'Tab': {
        if (event.shiftKey || !isShown) return
        const next =
          chosen !== undefined ? pathOf(chosen) : found.of === value ? completed(value, found) : null
        if (next === null) return
        write(next)
        break
      }
      case 'Escape':
        if (!isShown) return
        setOpen(false)
        event.stopPropagation()
        break
      default:
        return
    }
    event.preventDefault()
  }
  return (
    <Radix.Root open={isShown} onOpenChange={setOpen}>
      <Radix.Anchor virtualRef={field as RefObject<HTMLInputElement>} />
      <TextInput
        ref={field}
        className={cn(className)}
        label={label}
        hint={hint}
        error={error}
        autoFocus
        mono
        placeholder="/home/you/code/project"
        value={value}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={isShown && items.length > 0}
        aria-controls={isShown && items.length > 0 ? list : undefined}
        aria-activedescendant={isShown && at >= 0 ? `${list}-${at}` : undefined}
        onChange={(event) => write(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => setOpen(false)}
      />
      <span role="status" className="sr-only">
        {isShown &&
          t('{count, plural, one {# folder goes on so} other {# folders go on so}}', { count: items.length })}
      </span>
      <Radix.Portal>
        <Radix.Content
          // The list is what it is; the focus stays in the field.
          role="presentation"
          align="start"
          sideOffset={4}
          collisionPadding={8}
          onOpenAutoFocus={(event) => event.preventDefault()}
          onCloseAutoFocus={(event) => event.preventDefault()}
          onInteractOutside={(event) => {
            if (event.target === field.current) event.preventDefault()
          }}
          className="enter z-60 max-h-64 w-(--radix-popover-trigger-width) overflow-y-auto rounded-l border border-line-strong bg-float p-1 shadow-float outline-none"
        >
          {found?.problem !== null && found !== null && (
            <p className="px-2 py-1.5 text-12 text-bad">
              <WithCode text={found.problem} />
            </p>
          )}
          <ul id={list} role="listbox" aria-label={t('Folders')} hidden={items.length === 0}>
            {items.map((item, index) => (
              <li
                key={item.path}
                id={`${list}-${index}`}
                role="option"
                aria-selected={index === at}
                // The field keeps the focus.
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => write(pathOf(item))}
                className={cn(
                  'flex h-row items-center gap-2 rounded-m px-2 text-12 select-none hover:bg-hover coarse:h-touch [&_svg]:size-3.5 [&_svg]:shrink-0',
                  index === at && 'bg-active',
                )}
              >
                {item.isRepository ? (
                  <FolderGit2 aria-hidden />
                ) : (
                  <Folder aria-hidden className="text-fg-3" />
                )}
                <bdi className="min-w-0 flex-1 truncate font-mono text-11">{item.name}</bdi>
                {item.isRepository && <span className="flex-none text-11 text-fg-3">{t('repository')}</span>}
              </li>
            ))}
          </ul>
          {found?.isWhole === false && (
            <p className="px-2 py-1.5 text-11 text-fg-3">{t('There are more: type more of the name.')}</p>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
