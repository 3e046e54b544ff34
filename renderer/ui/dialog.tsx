import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { t } from '../strings/t.ts'
import { Button, IconButton } from './button.tsx'
import { cn } from './cn.ts'
import { focusPoint, isFocusFree, returnFocus } from './kept-focus.ts'
import { scaled } from './scaled.ts'
import { Scrim } from './scrim.tsx'
import { SubmitKey } from './submit-key.tsx'

export type DialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: ReactNode
  /** Says more under the title; read out with it. */
  description?: ReactNode
  /** Keep the title for screen readers only. */
  hideTitle?: boolean
  width?: number
  /** Buttons at the foot, right aligned. */
  footer?: ReactNode
  /** What gets the focus first; else the first field or button. */
  initialFocus?: React.RefObject<HTMLElement | null>
  className?: string
  children?: ReactNode
}

export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  hideTitle = false,
  width = 480,
  footer,
  initialFocus,
  className,
  children,
}: DialogProps) {
  const [content, setContent] = useState<HTMLDivElement | null>(null)
  const body = useRef<HTMLDivElement>(null)
  const before = useRef<Element[]>([])
  useRegainedFocus(content, initialFocus)
  // As soon as it is gone: Radix does so in a task of its own, and a key that is pressed before that would be lost.
  useLayoutEffect(() => {
    if (content === null) return
    return () => queueMicrotask(() => giveBack(before.current))
  }, [content])
  useScrollByKeys(content)
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Scrim />
        <Radix.Content
          style={{ width: scaled(width) }}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          onOpenAutoFocus={(event) => {
            event.preventDefault()
            before.current = focusPoint()
            const first = body.current?.querySelector<HTMLElement>(
              'input, textarea, select, button, [tabindex="0"]',
            )
            const shell = event.target instanceof HTMLElement ? event.target : null
            ;(initialFocus?.current ?? first ?? shell)?.focus()
            // What is switched off takes no focus, which would stay behind the dialog.
            if (shell?.contains(document.activeElement) === false) shell.focus()
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            giveBack(before.current)
          }}
          ref={setContent}
          className={cn(
            'enter fixed top-[14vh] left-1/2 z-50 flex max-h-[76vh] max-w-[calc(100vw-32px)] [@media(max-height:600px)]:top-4 [@media(max-height:600px)]:max-h-[calc(100vh-32px)] -translate-x-1/2 flex-col overflow-hidden rounded-l border border-line-strong bg-float shadow-float outline-none',
            className,
          )}
        >
          <header className={hideTitle ? 'sr-only' : 'flex items-start gap-3 px-5 pt-4'}>
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-14 font-semibold">{title}</Radix.Title>
              {description !== undefined && (
                <Radix.Description className="mt-1 text-12 text-fg-2">{description}</Radix.Description>
              )}
            </div>
            {!hideTitle && (
              <Radix.Close asChild>
                <IconButton label={t('Close')} bare size="s" className="-me-2">
                  <X />
                </IconButton>
              </Radix.Close>
            )}
          </header>
          <div
            ref={body}
            data-part="body"
            className={cn(
              'min-h-0 flex-1 overflow-y-auto',
              !hideTitle && (children === undefined ? 'pb-4' : 'px-5 py-4'),
            )}
          >
            {children}
          </div>
          {footer !== undefined && (
            <footer className="flex items-center justify-end gap-2 border-t border-line px-5 py-3">
              {footer}
            </footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** Opened by a key there is no button to go back to; a focus that went elsewhere by then stays there. */
function giveBack(point: readonly Element[]): void {
  if (isFocusFree()) returnFocus(point)
}

/** What is longer than the dialog and holds nothing to be reached by Tab is reached itself, and scrolled by arrow keys. */
function useScrollByKeys(element: HTMLElement | null): void {
  useEffect(() => {
    const part = element?.querySelector<HTMLElement>('[data-part="body"]')
    if (part === null || part === undefined) return
    const look = () => {
      const isLong = part.scrollHeight > part.clientHeight
      if (isLong && part.querySelector(REACHED) === null) part.tabIndex = 0
      else part.removeAttribute('tabindex')
    }
    look()
    const observer = new ResizeObserver(look)
    observer.observe(part)
    for (const child of part.children) observer.observe(child)
    return () => observer.disconnect()
  }, [element])
}

const REACHED = 'input, textarea, select, button, a[href], [tabindex="0"]'

/** Fields first: in what is only to be read, Enter means the main button. */
const FIELDS = 'input:enabled, textarea:enabled, select:enabled'
const MAIN = 'button[data-variant="primary"]:enabled'

/**
 * What has the focus may do away with itself: the dialog gets it then, where Enter does nothing. It goes on to what is
 * there instead.
 */
function useRegainedFocus(
  element: HTMLElement | null,
  initialFocus: React.RefObject<HTMLElement | null> | undefined,
): void {
  useEffect(() => {
    if (element === null) return
    const regain = () => {
      // Who marks words to copy them has clicked on purpose where no field is.
      if (document.activeElement !== element || getSelection()?.isCollapsed === false) return
      const next =
        initialFocus?.current ??
        element.querySelector<HTMLElement>(FIELDS) ??
        element.querySelector<HTMLElement>(MAIN)
      next?.focus()
    }
    const onFocus = (event: FocusEvent) => {
      if (event.target === element && event.relatedTarget === null) queueMicrotask(regain)
    }
    const observer = new MutationObserver(regain)
    observer.observe(element, { subtree: true, childList: true })
    element.addEventListener('focusin', onFocus)
    return () => {
      observer.disconnect()
      element.removeEventListener('focusin', onFocus)
    }
  }, [element, initialFocus])
}

export type ConfirmDialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: ReactNode
  /** What will happen, and whether it can be undone. */
  description: ReactNode
  confirmLabel: string
  /** Where `Cancel` could be taken for what the dialog is about. */
  cancelLabel?: string
  danger?: boolean
  /** Whether ⌘↵ confirms: not where something is lost. */
  submitKey?: boolean
  /** The dialog stays (busy) until it settles; it closes when it did not throw. */
  onConfirm: () => void | Promise<void>
  children?: ReactNode
}

export function ConfirmDialog({
  open,
  onOpenChange,
  title,
  description,
  confirmLabel,
  cancelLabel = t('Cancel'),
  danger = false,
  submitKey = false,
  onConfirm,
  children,
}: ConfirmDialogProps) {
  const [busy, setBusy] = useState(false)
  const confirm = useRef<HTMLButtonElement>(null)
  const act = async () => {
    setBusy(true)
    try {
      await onConfirm()
      onOpenChange(false)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (!busy) onOpenChange(next)
      }}
      title={title}
      description={description}
      width={420}
      initialFocus={confirm}
      footer={
        <>
          <Button variant="ghost" disabled={busy} onClick={() => onOpenChange(false)}>
            {cancelLabel}
          </Button>
          <Button
            ref={confirm}
            variant={danger ? 'danger' : 'primary'}
            {...(submitKey ? { keys: 'mod+enter' } : {})}
            busy={busy}
            onClick={() => void act()}
          >
            {confirmLabel}
          </Button>
          {submitKey && open && <SubmitKey onSubmit={() => void act()} enabled={!busy} />}
        </>
      }
    >
      {children}
    </Dialog>
  )
}
