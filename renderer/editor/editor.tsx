import {
  type CSSProperties,
  type Ref,
  useDeferredValue,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import type { CompletionSource } from '@codemirror/autocomplete'
import { problemOf } from '../state/errors.ts'
import { t } from '../strings/t.ts'
import { cn } from '../ui/cn.ts'
import { stepOut } from '../ui/step-out.ts'
import { toast } from '../ui/toast.ts'
import type { Hooks, OpenEditor } from './code-mirror.ts'
import { plainFiles, plainKey } from './plain-field.ts'

type CodeMirror = typeof import('./code-mirror.ts')

let loaded: CodeMirror | null = null
let loading: Promise<CodeMirror> | null = null

/** Brings the editor's code, once. The first editor of a page asks for it by itself; sooner is better. */
async function loadEditor(): Promise<CodeMirror> {
  loading ??= import('./code-mirror.ts')
  try {
    loaded = await loading
    return loaded
  } catch (error) {
    // Asked for again by the next editor; meanwhile a plain field is one, too.
    loading = null
    throw error
  }
}

/** Brings it while the browser has nothing else to do, so that the first editor is there at once. @returns how to stop */
export function loadEditorWhenIdle(): () => void {
  const load = () =>
    void loadEditor().catch((error: unknown) => console.warn('The editor could not be loaded', error))
  const idle = requestIdleCallback(load, { timeout: 10_000 })
  return () => cancelIdleCallback(idle)
}

/** What a parent may do with an editor, also before its code is there. */
export interface EditorHandle {
  /** Puts the caret at a place of the text; without one it stays where it was. */
  focus(at?: 'start' | 'end' | number): void
  /** Writes over what is selected, and puts the caret behind it. */
  insert(text: string): void
  /** Lets the user choose files, which are attached where the caret is. */
  pickFiles(): void
  /** Gives the focus to what it stands in. */
  blur(): void
}

export type MarkdownEditorProps = {
  /** Names the field for screen readers. */
  label: string
  /** The text itself, in Markdown: what is here is what is kept, letter by letter. */
  value: string
  onChange: (text: string) => void
  placeholder?: string | undefined
  /** Letters; what would be longer is refused with a word about it. */
  maxLength: number
  /** Lines of room from the start, and at most: then it scrolls. */
  minRows?: number
  maxRows?: number
  /** Nothing can be written meanwhile. */
  readOnly?: boolean
  /** The focus goes here at once, behind the text or to this place of it. */
  autoFocus?: boolean | number
  /**
   * ⌘↵, and with `submitOnEnter` also ↵ (`mod` tells which). Without it those keys go on to who listens around the
   * editor.
   */
  onSubmit?: ((how: { mod: boolean }) => void) | undefined
  /** ↵ submits and ⇧↵ begins a new line: for a message. */
  submitOnEnter?: boolean
  /** Escape, where no menu of the editor's own was open. Without it the editor only gives the focus to what it stands in. */
  onEscape?: (() => void) | undefined
  onFocus?: (() => void) | undefined
  /** The focus went elsewhere, but not to a menu of the editor's own. */
  onBlur?: (() => void) | undefined
  /** ↑ in the first line, ↓ in the last; `true` = it was taken. */
  onArrowUpAtStart?: (() => boolean) | undefined
  onArrowDownAtEnd?: (() => boolean) | undefined
  /**
   * More to complete, such as files for `@`. Tasks (`#`, `APP-`) and the `/` menu are there anyway. A completion may
   * have an `icon` (a React node) besides what CodeMirror knows.
   */
  completions?: readonly CompletionSource[] | undefined
  /** How many files are on their way: what is submitted meanwhile would lack them. */
  onUploading?: ((count: number, hasFailed: boolean) => void) | undefined
  /** Without a frame: it stands in a box that has one, or in the page itself. */
  bare?: boolean
  'aria-describedby'?: string | undefined
  'aria-invalid'?: true | undefined
  className?: string | undefined
  ref?: Ref<EditorHandle>
}

/**
 * A field for Markdown that shows it as it will read: headings, lists, code and pictures take shape in place, and
 * their signs are seen where the caret is. Its document is the text itself ([decision 16](../../docs/decisions)).
 *
 * Its code comes when it is first needed. Until then a plain field of the same size stands there; what was typed in
 * it, its selection and the focus go over, and what was put into it is attached then.
 */
export function MarkdownEditor(props: MarkdownEditorProps) {
  const {
    label,
    value,
    placeholder = '',
    maxLength,
    minRows = 1,
    maxRows = 30,
    readOnly = false,
    submitOnEnter = false,
    bare = false,
    className,
    ref,
    'aria-describedby': describedBy,
    'aria-invalid': invalid = false,
  } = props
  const host = useRef<HTMLDivElement>(null)
  const plain = useRef<HTMLTextAreaElement>(null)
  const typed = useRef(false)
  const editor = useRef<OpenEditor | null>(null)
  const waiting = useRef<((open: OpenEditor) => void)[]>([])
  const [there, setThere] = useState(loaded)
  // An empty field looks like a plain one: what is around it is shown first, and does not wait for it.
  const code = useDeferredValue(there, value === '' ? null : there)
  // Until then the plain field stands there, whose caret and focus go over.
  const [isOpen, setIsOpen] = useState(false)
  const latest = useRef(props)
  const hooks = useRef(hooksOf(props))
  useLayoutEffect(() => {
    latest.current = props
    hooks.current = hooksOf(props)
  })

  useEffect(() => {
    if (there !== null) return
    let gone = false
    loadEditor().then(
      (module) => {
        if (!gone) setThere(module)
      },
      (error: unknown) => console.warn('The editor could not be loaded', error),
    )
    return () => {
      gone = true
    }
  }, [there])

  // Once, as an attribute would; before the editor opens, which takes the focus over.
  useLayoutEffect(() => {
    const field = plain.current
    const { autoFocus = false } = latest.current
    if (field === null || autoFocus === false) return
    const at = typeof autoFocus === 'number' ? Math.min(autoFocus, field.value.length) : field.value.length
    field.focus()
    field.setSelectionRange(at, at)
  }, [])

  useLayoutEffect(() => {
    if (code === null || host.current === null) return
    const now = latest.current
    const field = plain.current
    const end = now.value.length
    const selection =
      field === null ? { from: end, to: end } : { from: field.selectionStart, to: field.selectionEnd }
    const isFocused = field !== null && document.activeElement === field
    const open = code.openEditor(host.current, hooks, {
      text: now.value,
      selection,
      label: now.label,
      placeholder: now.placeholder ?? '',
      maxLength,
      submitOnEnter,
      readOnly: now.readOnly ?? false,
    })
    editor.current = open
    // It has not been left: the focus only goes over.
    if (isFocused) {
      open.view.focus()
      if (typed.current) open.offer()
    }
    setIsOpen(true)
    for (const act of waiting.current.splice(0)) act(open)
    return () => {
      editor.current = null
      open.close()
    }
  }, [code, submitOnEnter, maxLength])

  /** Does it with the editor, as soon as it is there. */
  const withEditor = (act: (open: OpenEditor) => void) => {
    if (editor.current !== null) return act(editor.current)
    waiting.current.push(act)
    // It may have failed to come when the page asked for it.
    loadEditor().then(setThere, (error: unknown) => {
      waiting.current = []
      hooks.current.onUploading?.(0, true)
      toast.error(t('Files cannot be attached now'), { description: problemOf(error).message })
    })
  }
  const attach = (files: readonly File[], at: number) => {
    // What is submitted before the editor is there waits for them, too.
    hooks.current.onUploading?.(files.length, false)
    withEditor((open) => open.attach(files, at))
  }

  useLayoutEffect(() => editor.current?.setText(value), [value])
  useLayoutEffect(() => {
    editor.current?.configure({ label, placeholder, readOnly, describedBy, invalid })
  }, [code, label, placeholder, readOnly, describedBy, invalid])

  useImperativeHandle(ref, () => ({
    focus(at) {
      const place = at === 'start' ? 0 : at === 'end' ? Number.MAX_SAFE_INTEGER : at
      if (editor.current !== null) return editor.current.focus(place)
      plain.current?.focus()
      if (place !== undefined) plain.current?.setSelectionRange(place, place)
    },
    insert(text) {
      if (editor.current !== null) return editor.current.insert(text)
      const field = plain.current
      if (field === null) return
      field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end')
      hooks.current.onChange(field.value)
    },
    pickFiles: () => withEditor((open) => open.pickFiles()),
    blur: () => {
      const field = editor.current?.view.contentDOM ?? plain.current
      if (field !== null) stepOut(field)
    },
  }))

  const rows = { '--rows-min': minRows, '--rows-max': maxRows } as CSSProperties
  return (
    <div ref={host} style={rows} className={cn('md-editor', !bare && 'md-editor-framed', className)}>
      {!isOpen && (
        <textarea
          ref={plain}
          dir="auto"
          rows={minRows}
          aria-label={label}
          aria-describedby={describedBy}
          aria-invalid={invalid}
          placeholder={placeholder}
          maxLength={maxLength}
          readOnly={readOnly}
          value={value}
          onChange={(event) => {
            typed.current = true
            hooks.current.onChange(event.target.value)
          }}
          onFocus={() => hooks.current.onFocus?.()}
          onBlur={() => {
            if (editor.current === null) hooks.current.onBlur?.()
          }}
          onKeyDown={(event) => plainKey(event, hooks.current, submitOnEnter)}
          onPaste={(event) => plainFiles(event, event.clipboardData, attach)}
          onDrop={(event) => plainFiles(event, event.dataTransfer, attach)}
          onDragOver={(event) => {
            // Else the browser would leave the page for the file.
            if (event.dataTransfer.types.includes('Files')) event.preventDefault()
          }}
        />
      )}
    </div>
  )
}

const hooksOf = (props: MarkdownEditorProps): Hooks => ({
  onChange: props.onChange,
  onSubmit: props.onSubmit,
  onEscape: props.onEscape,
  onFocus: props.onFocus,
  onBlur: props.onBlur,
  onArrowUpAtStart: props.onArrowUpAtStart,
  onArrowDownAtEnd: props.onArrowDownAtEnd,
  onUploading: props.onUploading,
  onTooLong: () => tellTooLong(props.maxLength),
  completions: props.completions ?? [],
})

function tellTooLong(maxLength: number): void {
  toast.error(t('That is too long'), {
    description: t(
      'A text here has at most {maxLength, number} letters. Keep what is longer in a file of the repository, or attach it as one.',
      { maxLength },
    ),
  })
}
