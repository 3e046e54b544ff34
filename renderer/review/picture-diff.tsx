import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { FileText } from '#shared/review.ts'
import type { DiffFile } from '#shared/runs.ts'
import { problemOf } from '../state/errors.ts'
import { t } from '../strings/t.ts'
import { sizeWords } from '../trust/file-size.ts'
import { Spinner } from '../ui/spinner.tsx'

/** The content of a file, by its path. */
export type ReadSide = (path: string) => Promise<FileText>

/** Whether a binary file can be shown, as far as its name tells. */
export const mayBePicture = (path: string): boolean => /\.(?:png|jpe?g|gif|webp)$/i.test(path)

type Held = { file: FileText } | { problem: string }

/** So near to what is seen a picture is brought, in pixels. */
const AHEAD = '400px'

/** A picture as it was and as it is, side by side. */
export function PictureDiff({
  file: { path, oldPath = path, status },
  readOld,
  readNew,
  otherwise,
}: {
  file: DiffFile
  readOld: ReadSide | null
  readNew: ReadSide | null
  /** What is shown where it is no picture after all. */
  otherwise: ReactNode
}) {
  const place = useRef<HTMLDivElement>(null)
  const [isNear, setNear] = useState(false)
  useEffect(() => {
    if (place.current === null) return
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setNear(true)
      },
      { rootMargin: AHEAD },
    )
    observer.observe(place.current)
    return () => observer.disconnect()
  }, [])
  const before = useSide(isNear && status !== 'added' ? readOld : null, oldPath)
  const now = useSide(isNear && status !== 'deleted' ? readNew : null, path)
  const sides = [before, now].filter((side) => side !== null && 'file' in side)
  if (sides.length > 0 && sides.every((side) => 'file' in side && side.file.picture === null))
    return otherwise
  return (
    <div ref={place} className="flex flex-wrap gap-3 p-3">
      {status !== 'added' && <Side name={t('Before')} held={before} />}
      {status !== 'deleted' && <Side name={status === 'added' ? t('New') : t('Now')} held={now} />}
    </div>
  )
}

/** Null = it is not there yet. */
function useSide(read: ReadSide | null, path: string): Held | null {
  const [held, setHeld] = useState<Held | null>(null)
  useEffect(() => {
    if (read === null) return
    let isGone = false
    read(path).then(
      (file) => {
        if (!isGone) setHeld({ file })
      },
      (error: unknown) => {
        if (!isGone) setHeld({ problem: problemOf(error).message })
      },
    )
    return () => {
      isGone = true
    }
  }, [read, path])
  return held
}

function Side({ name, held }: { name: string; held: Held | null }) {
  const [size, setSize] = useState<string | null>(null)
  return (
    <figure className="min-w-0 flex-1 basis-60">
      <div className="grid h-64 place-items-center overflow-hidden rounded-m bg-inset p-2">
        {held === null ? (
          <Spinner label={t('Loading the picture')} />
        ) : 'problem' in held ? (
          <p className="text-12 text-fg-2">{held.problem}</p>
        ) : held.file.picture === null ? (
          <p className="text-12 text-fg-2">{t('No picture')}</p>
        ) : (
          <img
            src={`data:${held.file.picture.mime};base64,${held.file.picture.data}`}
            alt={name}
            className="max-h-full max-w-full object-contain"
            onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
              setSize(`${naturalWidth} × ${naturalHeight}`)
            }
          />
        )}
      </div>
      <figcaption className="flex min-h-5 gap-2 pt-1 text-11 text-fg-3 tabular-nums">
        <span className="font-medium text-fg-2">{name}</span>
        {size !== null && <span>{size}</span>}
        {held !== null && 'file' in held && <span>{sizeWords(held.file.bytes)}</span>}
      </figcaption>
    </figure>
  )
}
