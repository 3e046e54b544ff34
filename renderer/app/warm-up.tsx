import { CatchBoundary } from '@tanstack/react-router'
import { Activity, type ReactNode, useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import { liveCommands } from '../commands/use-command.ts'
import { tasks } from '../state/stores.ts'
import { loadTaskView } from '../task/load-task-view.ts'
import { loadPalette } from './load-palette.ts'

/** What most who open the page go to next; each brings its code, and what is to be drawn of it. */
const NEXT: readonly (() => Promise<ReactNode>)[] = [
  async () => {
    const List = await loadPalette()
    const begun = { current: { text: '', isEntered: false } }
    return <List only={null} live={liveCommands()} begun={begun} onChoose={nothing} />
  },
  async () => {
    const View = await loadTaskView()
    const [task] = tasks.all.values()
    return task !== undefined && <View identifier={task.identifier} />
  },
  async () => {
    const { openEditor } = await import('../editor/code-mirror.ts')
    openEditor(document.createElement('div'), { current: NO_HOOKS }, SAMPLE).close()
    return null
  },
]

const nothing = () => undefined
const NO_HOOKS = {
  onChange: nothing,
  onSubmit: undefined,
  onEscape: undefined,
  onFocus: undefined,
  onBlur: undefined,
  onArrowUpAtStart: undefined,
  onArrowDownAtEnd: undefined,
  onUploading: undefined,
  onTooLong: nothing,
  completions: [],
}

const text = '# Heading\n\n- [ ] A task with `code`, **bold** and [a link](https://example.com)\n'
const SAMPLE = {
  text,
  selection: { from: text.length, to: text.length },
  label: '',
  placeholder: '',
  maxLength: text.length,
  submitOnEnter: false,
  readOnly: false,
}

/**
 * Draws, while the browser has nothing else to do, what is likely to be opened next: once, one after the other, in an
 * element that is in no page. The code of a screen is read by the browser when it first runs, which takes as long as
 * the rest of its first opening. Hidden, none of its effects runs; nothing of it stays.
 */
export function WarmUp() {
  const [place] = useState(() => document.createElement('div'))
  const [at, setAt] = useState(0)
  const [node, setNode] = useState<ReactNode>(null)

  useEffect(() => {
    const bring = NEXT[at]
    if (bring === undefined) return
    let isOver = false
    const next = () => {
      if (isOver) return
      setNode(null)
      setAt(at + 1)
    }
    const drawn = new MutationObserver(next)
    drawn.observe(place, { childList: true })
    const idle = requestIdleCallback(() => {
      // Who asks for it brings it again, and is told what is wrong.
      bring().then((brought) => (brought ? !isOver && setNode(brought) : next()), next)
    })
    return () => {
      isOver = true
      drawn.disconnect()
      cancelIdleCallback(idle)
    }
  }, [at, place])

  if (node === null) return null
  return createPortal(
    // What cannot be drawn says so where it is asked for.
    <CatchBoundary getResetKey={() => at} errorComponent={Nothing}>
      <Activity mode="hidden">{node}</Activity>
    </CatchBoundary>,
    place,
  )
}

const Nothing = () => null
