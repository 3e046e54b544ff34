import { Dialog as Radix } from 'radix-ui'
import { lazy, Suspense, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { Begun } from '../commands/palette/field.ts'
import { currentKeymap } from '../commands/keys.ts'
import { strokeOf } from '../commands/keymap.ts'
import { liveCommands } from '../commands/use-command.ts'
import { useView, view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { focusPoint, isFocusFree, returnFocus } from '../ui/kept-focus.ts'
import { isMac } from '../ui/platform.ts'
import { Scrim } from '../ui/scrim.tsx'
import { EarlyField } from './early-field.tsx'
import { loadedPalette, loadPalette } from './load-palette.ts'

const LatePalette = lazy(async () => ({ default: await loadPalette() }))

const close = () => view.setState({ palette: false })

/** ⌘K: go anywhere, do anything. */
export function Palette() {
  const open = useView((state) => state.palette)
  // Before anybody asks for it; who does meanwhile asks again, and is told what is wrong.
  useEffect(() => void loadPalette().catch(() => undefined), [])
  return (
    <Radix.Root open={open !== false} onOpenChange={(next) => view.setState({ palette: next })}>
      <Radix.Portal>
        <Scrim />
        <Content only={open === 'projects' ? 'projects' : null} />
      </Radix.Portal>
    </Radix.Root>
  )
}

function Content({ only }: { only: 'projects' | null }) {
  // Before the focus goes into the palette.
  const [before] = useState(focusPoint)
  // What can be done where it is, also if the list comes later.
  const [live] = useState(liveCommands)
  const chosen = useRef<(() => void) | null>(null)
  const begun = useRef<Begun>({ text: '', isEntered: false })
  // The same one for as long as this is shown: another would begin anew.
  const [List] = useState(() => loadedPalette() ?? LatePalette)
  // As soon as it is gone: Radix tells of it in a task of its own, and a key that is pressed before that would reach the
  // page instead of what was chosen.
  useLayoutEffect(
    () => () =>
      queueMicrotask(() => {
        if (isFocusFree()) returnFocus(before)
        // What acts on the card in focus finds it there.
        chosen.current?.()
      }),
    [before],
  )
  return (
    <Radix.Content
      aria-describedby={undefined}
      className="enter fixed top-[13vh] left-1/2 z-50 w-152 max-w-[calc(100vw-32px)] -translate-x-1/2 overflow-hidden rounded-l border border-line-strong bg-float shadow-float"
      onKeyDown={(event) => {
        // The key that opens it closes it.
        const stroke = strokeOf(event.nativeEvent, isMac)
        if (stroke === null || currentKeymap().get('app.palette')?.includes(stroke) !== true) return
        event.preventDefault()
        close()
      }}
      onCloseAutoFocus={(event) => event.preventDefault()}
    >
      <Radix.Title className="sr-only">
        {only === null ? t('Search and commands') : t('Go to a project')}
      </Radix.Title>
      <Suspense
        fallback={
          <EarlyField
            only={only}
            onText={(text) => {
              if (!begun.current.isEntered) begun.current.text = text
            }}
            onEnter={() => {
              begun.current.isEntered = true
            }}
          />
        }
      >
        <List
          only={only}
          live={live}
          begun={begun}
          onChoose={(run) => {
            chosen.current = run
            close()
          }}
        />
      </Suspense>
    </Radix.Content>
  )
}
