import { CircleHelp } from 'lucide-react'
import { useState } from 'react'
import { MiniDiff } from '../run/mini-diff.tsx'
import { OutputBox } from '../run/output-box.tsx'
import { parsePatch } from '../run/patch-lines.ts'
import { t } from '../strings/t.ts'
import { rich } from '../strings/rich.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import type { BodyProps } from './body-props.ts'
import { Refusal } from './refusal.tsx'
import { useRequestKeys } from './request-keys.ts'
import { fitsCard, headline, moreOf, objectOf } from './request-words.ts'
import { useKeyHints } from './use-key-hints.ts'

/** Asks whether the agent may do something: what exactly, and for how long the answer holds. */
export function PermissionBody({ request, density, active, root, answering, onKeys, openTask }: BodyProps) {
  const [refusing, setRefusing] = useState(false)
  const isCard = density === 'card'
  const isReadable = !isCard || fitsCard(request)
  const grants = (request.always ?? []).length > 0
  const once = () => answering.give('once', { reply: 'once' })
  const always = () => answering.give('always', { reply: 'always' })
  const reject = () => answering.give('reject', { reply: 'reject' })
  const keysOn = useRequestKeys(root, active && !refusing, {
    confirm: () => (isReadable ? once() : openTask()),
    always: () => (isReadable && grants ? always() : false),
    refuse: reject,
    message: () => (isCard ? false : setRefusing(true)),
  })
  useKeyHints(keysOn, onKeys)
  const off = answering.busy !== null
  const covers = (request.always ?? []).join(', ')
  const size = isCard ? 's' : 'm'
  const keys = (name: string) => (isCard ? {} : { keys: name })

  return (
    <>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-1">
        <p className={isCard ? 'font-semibold' : 'flex items-center gap-1 font-medium'}>
          {headline(request)}
          {!isCard && <GuardHint />}
        </p>
        <Object text={objectOf(request)} isCard={isCard} cut={!isReadable} />
      </div>
      {!isCard && <More request={request} />}
      {refusing ? (
        <Refusal
          label={t('What should the agent do instead?')}
          verb={t('Reject with this')}
          busy={answering.busy === 'message'}
          onSend={(message) => answering.give('message', { reply: 'reject', message })}
          onClose={() => setRefusing(false)}
        />
      ) : (
        <div className={cn('flex flex-wrap items-center', isCard ? 'gap-1' : 'gap-1.5')}>
          {isReadable ? (
            <>
              <Button
                size={size}
                variant="primary"
                {...keys('request.confirm')}
                busy={answering.busy === 'once'}
                disabled={off}
                onClick={once}
              >
                {t('Allow once')}
              </Button>
              {grants && (
                <Button
                  size={size}
                  {...keys('request.always')}
                  title={t('Always allow {covers} in this project', { covers })}
                  busy={answering.busy === 'always'}
                  disabled={off}
                  onClick={always}
                >
                  {isCard ? t('Always') : t('Always allow')}
                </Button>
              )}
            </>
          ) : (
            <Button size={size} variant="primary" onClick={openTask}>
              {t('Read it all')}
            </Button>
          )}
          <Button
            size={size}
            variant={isCard ? 'ghost' : 'default'}
            {...keys('request.refuse')}
            busy={answering.busy === 'reject'}
            disabled={off}
            onClick={reject}
          >
            {t('Reject')}
          </Button>
          {!isCard && (
            <Button
              variant="ghost"
              {...keys('request.message')}
              disabled={off}
              onClick={() => setRefusing(true)}
            >
              {t('Reject with a message')}
            </Button>
          )}
        </div>
      )}
      {!isCard && grants && !refusing && (
        <p className="text-11 text-fg-3 [overflow-wrap:anywhere]">
          {rich(
            'Always allow covers <code>{covers}</code> in this project, until you take it back in its settings.',
            { covers, code: (text) => <code className="text-fg-2">{text}</code> },
          )}
        </p>
      )}
    </>
  )
}

/** What it is about, to the last letter; `cut` where nothing is allowed without reading it elsewhere. */
function Object({ text, isCard, cut }: { text: string; isCard: boolean; cut: boolean }) {
  if (text === '') return null
  if (isCard) {
    return (
      <code
        className={cn(
          'text-10 leading-4 whitespace-pre-wrap [overflow-wrap:anywhere]',
          cut && 'line-clamp-4',
        )}
      >
        {text}
      </code>
    )
  }
  return (
    <pre
      tabIndex={0}
      aria-label={t('What it is about')}
      className="max-h-48 overflow-auto rounded-m border border-line bg-bg px-2.5 py-1.5 font-mono text-code leading-4.5 whitespace-pre-wrap [overflow-wrap:anywhere]"
    >
      {text}
    </pre>
  )
}

/** The diff of an edit, or what else there is to read, on demand. */
function More({ request }: Pick<BodyProps, 'request'>) {
  const [open, setOpen] = useState(false)
  const more = moreOf(request)
  if (more === null) return null
  const files = more.kind === 'diff' ? parsePatch(more.text) : []
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
      <Button size="s" className="justify-self-start" aria-expanded={open} onClick={() => setOpen(!open)}>
        {more.kind === 'diff'
          ? open
            ? t('Hide the change')
            : t('Show the change')
          : open
            ? t('Hide more')
            : t('Show more')}
      </Button>
      {open &&
        (files.length > 0 ? (
          files.map((file) => (
            <div key={file.path} className="max-h-80 overflow-y-auto rounded-m bg-bg">
              <MiniDiff file={file} root={null} />
            </div>
          ))
        ) : (
          <OutputBox what="details" text={more.text} />
        ))}
    </div>
  )
}

const GuardHint = () => (
  <IconButton
    size="s"
    side="top"
    className="text-fg-3"
    label={t(
      'A guard, not a wall: it goes by the words of the command. What is allowed runs with your rights, there is no sandbox yet.',
    )}
  >
    <CircleHelp />
  </IconButton>
)
