import { ImageOff } from 'lucide-react'
import { useEffect, useState } from 'react'
import { problemOf } from '../state/errors.ts'
import { t } from '../strings/t.ts'
import { cn } from '../ui/cn.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { AttachedFile } from './attached-file.tsx'
import { type Shown, shownAttachment } from './contents.ts'

type State = { status: 'loading' } | { status: 'there'; shown: Shown } | { status: 'failed'; why: string }

/**
 * A picture that a text refers to, never larger than it is, in a box that has most of its height before the picture is
 * there; a press shows it whole.
 * What turns out to be no picture is a file.
 */
export function AttachedPicture({ id, name }: { id: string; name: string }) {
  const [state, setState] = useState<State>({ status: 'loading' })
  const [isOpen, setIsOpen] = useState(false)
  const [isDrawn, setIsDrawn] = useState(false)
  useEffect(() => {
    let isGone = false
    shownAttachment(id).then(
      (shown) => {
        if (!isGone) setState({ status: 'there', shown })
      },
      (error: unknown) => {
        if (!isGone) setState({ status: 'failed', why: whyOf(error) })
      },
    )
    return () => {
      isGone = true
    }
  }, [id])

  const words = name.trim() === '' ? t('Picture') : name
  if (state.status === 'there' && state.shown.url === null)
    return <AttachedFile id={id}>{words}</AttachedFile>
  if (state.status === 'failed') {
    return (
      <span className="inline-flex max-w-full items-center gap-1.5 rounded-m border border-line bg-inset px-2 py-1 text-12 text-fg-3">
        <ImageOff aria-hidden className="size-3.5 flex-none" />
        <span className="min-w-0">{t('{name}: {why}', { name: words, why: state.why })}</span>
      </span>
    )
  }
  const url = state.status === 'there' ? state.shown.url : null
  return (
    <span className={cn('block max-w-full', !isDrawn && 'h-45')}>
      {url === null ? (
        <span className="grid h-full w-60 max-w-full place-items-center rounded-m border border-line bg-inset">
          <Spinner label={t('Loading {name}', { name: words })} />
        </span>
      ) : (
        <>
          <button
            type="button"
            className="grid min-h-6 max-w-full min-w-6 cursor-zoom-in place-items-center overflow-hidden rounded-m border border-line bg-inset"
            onClick={() => setIsOpen(true)}
          >
            <img
              src={url}
              alt={words}
              decoding="async"
              className="max-h-45 max-w-full object-contain"
              onLoad={() => setIsDrawn(true)}
              onError={() => setState({ status: 'failed', why: t('this picture cannot be shown.') })}
            />
          </button>
          <Dialog open={isOpen} onOpenChange={setIsOpen} title={words} width={960}>
            <div className="grid place-items-center px-5 py-4">
              <img src={url} alt={words} className="max-h-[60vh] max-w-full object-contain" />
            </div>
          </Dialog>
        </>
      )}
    </span>
  )
}

function whyOf(error: unknown): string {
  const { code, message } = problemOf(error)
  return code === 'NOT_FOUND' ? t('it is not here any more.') : message
}
