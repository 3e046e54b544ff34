import type { ReactNode } from 'react'
import { t } from '../../strings/t.ts'
import { Button } from '../button.tsx'
import { cn } from '../cn.ts'
import { Notice } from '../notice.tsx'
import { Spinner } from '../spinner.tsx'
import { type Dictation, type Failure, tail } from './heard.ts'
import { otherLanguage, type Readiness } from './readiness.ts'
import { languageName } from './speech-language.ts'
import type { DownloadQuestion } from './use-download-question.ts'

/** Longest part of what is half heard that is shown, in characters: the end of it. */
const MOST_SHOWN = 90

/** Under a field: what dictation is at, what it needs first, or why it did not come about. */
export function DictationLine({
  state: { phase, interim, failure },
  ready,
  question,
  onAgain,
  onStop,
  onChange,
  onHide,
}: {
  state: Dictation
  ready: Readiness
  question: DownloadQuestion
  onAgain: () => void
  onStop: () => void
  /** Another language is spoken (BCP 47). */
  onChange: (lang: string) => void
  onHide: () => void
}) {
  const { lang, languages } = ready
  const language = languageName(lang, languages)
  const { stage } = question
  const other = otherLanguage(ready)
  const change = other !== null && (
    <Button
      size="s"
      variant="ghost"
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onChange(other)}
    >
      {t('Speak {language}', { language: languageName(other, languages) })}
    </Button>
  )
  const words =
    phase === 'starting'
      ? t('Waiting for the microphone…')
      : phase === 'listening'
        ? t('Listening')
        : phase === 'ending'
          ? t('Writing the last words…')
          : stage === 'done'
            ? t('Dictation in {language} is ready', { language })
            : null
  return (
    <>
      <div className={cn('flex items-center gap-2', words !== null && 'mt-1.5 min-h-control-s')}>
        {phase === 'listening' && (
          <span aria-hidden className="size-2 flex-none rounded-full bg-accent forced-color-adjust-none" />
        )}
        {/* There before it says something: what comes with its words is not always read out. */}
        <p
          role="status"
          className={cn(
            'text-12 whitespace-nowrap',
            phase === 'listening' ? 'font-medium text-accent-fg' : 'text-fg-3',
          )}
        >
          {words}
        </p>
        {phase !== 'still' && (
          <>
            {/* Read out it would be heard, too. */}
            <span aria-hidden dir="auto" lang={lang} className="min-w-0 flex-1 truncate text-12 text-fg-2">
              {tail(interim, MOST_SHOWN)}
            </span>
            {change}
            <Button
              size="s"
              variant="ghost"
              keys="escape"
              className="-me-2"
              onMouseDown={(event) => event.preventDefault()}
              onClick={onStop}
            >
              {t('Stop')}
            </Button>
          </>
        )}
      </div>
      {stage === 'asked' && (
        <Notice live className="mt-1.5">
          {t(
            'To understand {language}, your browser has to download its language pack once. What you say is then recognised on this machine and sent nowhere.',
            { language },
          )}
          <Actions>
            <Button size="s" variant="primary" onClick={question.begin}>
              {t('Download the language pack')}
            </Button>
            <Button size="s" onClick={question.hide}>
              {t('Not now')}
            </Button>
            {change}
          </Actions>
        </Notice>
      )}
      {stage === 'downloading' && (
        <div className="mt-1.5 flex min-h-control-s items-center gap-2 text-12 text-fg-2">
          <Spinner />
          <p role="status" className="min-w-0 flex-1">
            {t('The browser downloads its language pack for {language}. You can write meanwhile.', {
              language,
            })}
          </p>
          <Button size="s" variant="ghost" className="-me-2" onClick={question.hide}>
            {t('Hide')}
          </Button>
        </div>
      )}
      {stage === 'failed' && (
        <Notice tone="bad" live className="mt-1.5">
          {t(
            'The language pack for {language} was not downloaded. Look whether the browser is online and may download it, and try again.',
            { language },
          )}
          <Actions>
            <Button size="s" onClick={question.begin}>
              {t('Try again')}
            </Button>
            <Button size="s" variant="ghost" onClick={question.hide}>
              {t('Hide')}
            </Button>
          </Actions>
        </Notice>
      )}
      {failure !== null && (
        <Notice tone="bad" live className="mt-1.5">
          {failureWords(failure, language)}
          <Actions>
            {failure !== 'no-language' && (
              <Button size="s" onClick={onAgain}>
                {t('Try again')}
              </Button>
            )}
            <Button size="s" variant="ghost" onClick={onHide}>
              {t('Hide')}
            </Button>
          </Actions>
        </Notice>
      )}
    </>
  )
}

const Actions = ({ children }: { children: ReactNode }) => (
  <div className="mt-2 flex flex-wrap gap-1.5">{children}</div>
)

function failureWords(failure: Failure, language: string): string {
  switch (failure) {
    case 'refused':
      return t(
        'The browser does not let this page hear the microphone. Allow it in the settings of this site, left of the address, and in those of the system, and try again.',
      )
    case 'no-microphone':
      return t(
        'No microphone could be opened. Look whether one is connected and no other program holds it, and try again.',
      )
    case 'no-language':
      return t(
        'The browser does not recognise {language} on this machine, and OpenLinear uses no service for it. Nothing was sent.',
        { language },
      )
    case 'broken':
      return t('Dictation broke off. What was heard until then is in the field; try again.')
  }
}
