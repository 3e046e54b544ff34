import { closeCompletion, completionStatus } from '@codemirror/autocomplete'
import { Prec } from '@codemirror/state'
import { EditorView, runScopeHandlers, ViewPlugin, type ViewUpdate } from '@codemirror/view'

/** How long the answer of a menu is waited for, in milliseconds; then a key means what it means without one. */
const LONGEST_WAIT = 1000

/** Whether a menu stands there, be it one whose answer is on its way anew: `currentCompletions` knows no such one. */
const isMenuSeen = (view: EditorView): boolean => view.contentDOM.getAttribute('aria-haspopup') === 'listbox'

/**
 * Keys that come while the menu in sight is asked anew wait for what will stand in it: who writes `@read` and Enter
 * quickly means the file, not a message that ends there. What is written behind such a key waits with it.
 */
const heldKeys = ViewPlugin.fromClass(
  class {
    readonly view: EditorView
    held: KeyboardEvent[] = []
    timer = 0

    constructor(view: EditorView) {
      this.view = view
    }

    /** @returns whether it is held */
    take(event: KeyboardEvent): boolean {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return false
      const isChoice = !event.shiftKey && ['Enter', 'ArrowUp', 'ArrowDown'].includes(event.key)
      if (event.key === 'Escape') this.held = []
      else if (this.held.length > 0 || (isChoice && this.isAsked())) {
        if (this.held.length === 0) this.timer = window.setTimeout(() => this.giveUp(), LONGEST_WAIT)
        this.held.push(event)
        return true
      }
      return false
    }

    update(_update: ViewUpdate): void {
      // Not while the change is still being made.
      if (this.held.length > 0 && !this.isAsked()) queueMicrotask(() => this.release())
    }

    isAsked(): boolean {
      return completionStatus(this.view.state) === 'pending' && isMenuSeen(this.view)
    }

    release(): void {
      while (this.held.length > 0 && !this.isAsked()) {
        const event = this.held.shift()
        if (event === undefined || runScopeHandlers(this.view, event, 'editor')) continue
        if (event.key.length > 1 || this.view.state.readOnly) continue
        this.view.dispatch(this.view.state.replaceSelection(event.key), {
          userEvent: 'input.type',
          scrollIntoView: true,
        })
      }
      if (this.held.length === 0) window.clearTimeout(this.timer)
    }

    giveUp(): void {
      closeCompletion(this.view)
      this.release()
    }

    destroy(): void {
      window.clearTimeout(this.timer)
    }
  },
  {
    eventHandlers: {
      blur() {
        this.held = []
      },
    },
  },
)

/** Before the dialog around it hears of it, which would close: Escape goes one step back. */
const escapeClosesMenu = ViewPlugin.define((view) => {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.isComposing || !view.hasFocus) return
    // One that is only being looked for is not seen: the key means what is around.
    const isSeen = isMenuSeen(view)
    if (!closeCompletion(view) || !isSeen) return
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  window.addEventListener('keydown', onKeyDown, true)
  return { destroy: () => window.removeEventListener('keydown', onKeyDown, true) }
})

/** What keys mean to a menu of the editor, besides what CodeMirror gives them. */
export const menuKeys = [
  heldKeys,
  Prec.highest(
    EditorView.domEventHandlers({
      keydown: (event, view) => view.plugin(heldKeys)?.take(event) ?? false,
    }),
  ),
  escapeClosesMenu,
]
