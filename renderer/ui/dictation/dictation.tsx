import { Mic } from 'lucide-react'
import { type RefObject, useEffect } from 'react'
import { useStore } from 'zustand'
import { useCommand } from '../../commands/use-command.ts'
import { t } from '../../strings/t.ts'
import { IconButton } from '../button.tsx'
import { Tooltip } from '../tooltip.tsx'
import { DictationLine } from './dictation-line.tsx'
import { askAgain, askReadiness, readiness, speakOther } from './readiness.ts'
import { languageName } from './speech-language.ts'
import { fieldIn, useDictation } from './use-dictation.ts'
import { useDownloadQuestion } from './use-download-question.ts'

/** The microphone in a field, and under the field what it is at. Nothing where no speech is recognised locally. */
export function Dictation({ box, enabled }: { box: RefObject<HTMLElement | null>; enabled: boolean }) {
  const ready = useStore(readiness)
  const { status, lang } = ready
  const { state, session } = useDictation(box, enabled)
  // What has the focus there may go.
  const toField = () => fieldIn(box)?.focus()
  const question = useDownloadQuestion(toField)
  useEffect(askReadiness, [])
  const { failure } = state
  useEffect(() => {
    if (failure === 'no-language') void askAgain()
  }, [failure])

  const isOn = state.phase !== 'still'
  const start = () => {
    question.hide()
    if (readiness.getState().status === 'available') session.begin()
    else question.ask()
  }
  const press = () => (isOn ? session.stop() : start())
  const change = async (to: string) => {
    session.settle()
    session.forget()
    await speakOther(to)
    start()
  }
  const isThere = status !== 'unavailable'
  useCommand('dictate', press, {
    enabled: isThere && enabled,
    inFields: true,
    when: () => box.current?.contains(document.activeElement) === true,
  })
  if (!isThere && failure === null) return null
  const isReady = status === 'available'
  const language = languageName(lang, ready.languages)
  const name = isReady ? t('Dictate') : t('Dictate…')
  return (
    <>
      {isThere && (
        // Without a height of its own, right under the field, in whose corner the button stands.
        <div data-dictate className="relative">
          <Tooltip
            keys="dictate"
            label={
              isReady ? (
                name
              ) : (
                <span>
                  {name}
                  <span className="block text-fg-2">
                    {status === 'downloading'
                      ? t('The language pack for {language} is being downloaded', { language })
                      : t('A language pack for {language} has to be downloaded first', { language })}
                  </span>
                </span>
              )
            }
          >
            <IconButton
              bare
              size="s"
              label={name}
              aria-pressed={isOn}
              disabled={!enabled}
              className="absolute end-1 bottom-1 coarse:bottom-0 coarse:end-0 aria-pressed:bg-accent-soft aria-pressed:text-accent-fg"
              // The focus and the caret stay in the field.
              onMouseDown={(event) => event.preventDefault()}
              onClick={press}
            >
              <Mic />
            </IconButton>
          </Tooltip>
        </div>
      )}
      <DictationLine
        state={state}
        ready={ready}
        question={question}
        onAgain={press}
        onChange={(to) => void change(to)}
        onStop={() => {
          session.stop()
          toField()
        }}
        onHide={() => {
          session.forget()
          toField()
        }}
      />
    </>
  )
}
