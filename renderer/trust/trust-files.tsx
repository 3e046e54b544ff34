import { ChevronRight } from 'lucide-react'
import { t } from '../strings/t.ts'
import { cn } from '../ui/cn.ts'
import { Spinner } from '../ui/spinner.tsx'
import { visible } from '../ui/visible-text.ts'
import { sizeWords } from './file-size.ts'
import { isCut, patchLines, type PatchTone } from './patch-text.ts'
import { whatItCanDo } from './trust-words.ts'

export type TrustFile = {
  path: string
  /** Bytes; left out where only a change is known. */
  size?: number | undefined
  /** null = no text, or told by `patch`. */
  text: string | null
  /** How a run changed it, as a unified diff. */
  patch?: string | null
}

/** As many files as stand open when they are to be read. */
export const FEW = 3

/** Files that OpenCode would run or obey, each with what it can do, to be opened and read. */
export function TrustFiles({ files, open = false }: { files: readonly TrustFile[]; open?: boolean }) {
  return (
    <ul aria-label={t('Files')} className="divide-y divide-line">
      {files.map((file) => (
        <li key={file.path}>
          <details className="group" open={open}>
            <summary className="flex cursor-default list-none items-start gap-2 px-4 py-2 hover:bg-hover focus-visible:-outline-offset-2 [&::-webkit-details-marker]:hidden">
              <ChevronRight
                aria-hidden
                className="mt-0.5 size-3.5 shrink-0 text-fg-3 transition-transform duration-(--fast) group-open:rotate-90"
              />
              <span className="min-w-0 flex-1">
                <span className="block font-mono text-11 leading-4.5 [overflow-wrap:anywhere]">
                  {visible(file.path)}
                </span>
                <span className="block text-11 leading-4.5 text-fg-3">{whatItCanDo(file.path)}</span>
              </span>
              {file.size !== undefined && (
                <span className="shrink-0 text-11 leading-4.5 text-fg-3 tabular-nums">
                  {sizeWords(file.size)}
                </span>
              )}
            </summary>
            <Content file={file} />
          </details>
        </li>
      ))}
    </ul>
  )
}

/** The same in a dialog, where the files have yet to be read from the repository, or cannot be. */
export function TrustFilesBox({
  files,
  error,
}: {
  files: readonly TrustFile[] | null
  error: string | null
}) {
  if (error !== null) {
    return (
      <p role="alert" className="py-4 text-bad">
        {error}
      </p>
    )
  }
  return (
    <div className="min-h-60">
      {files === null ? (
        <div className="grid h-60 place-items-center">
          <Spinner label={t('Reading the files')} size={16} />
        </div>
      ) : (
        <div className="overflow-hidden rounded-m border">
          <TrustFiles files={files} open={files.length <= FEW} />
        </div>
      )}
    </div>
  )
}

const TONES: Record<PatchTone, string> = {
  add: 'bg-add-bg text-add-fg',
  del: 'bg-del-bg text-del-fg',
  context: '',
  gap: 'text-fg-3',
}

/** All of it, line by line and wrapped: what stands out of sight must not be trusted unread. */
function Content({ file }: { file: TrustFile }) {
  const patch = file.patch ?? null
  if (file.text === null && patch === null) {
    return (
      <p className="px-4 pt-1 pb-3 ps-9.5 text-12 text-wait">
        {t(
          'This is no text, or a link, or too long to be shown. Look at it with another program before you trust it.',
        )}
      </p>
    )
  }
  return (
    <>
      <pre
        // It can be longer than its box, and is scrolled by keys, too.
        tabIndex={0}
        aria-label={t('Content of {path}', { path: visible(file.path) })}
        className="max-h-90 overflow-auto border-t bg-inset py-2.5 text-11 leading-4.5 [font-variant-ligatures:none] whitespace-pre-wrap [overflow-wrap:anywhere] focus-visible:-outline-offset-2"
      >
        {patch === null ? (
          <span className="block px-4">{visible(file.text ?? '')}</span>
        ) : (
          patchLines(patch).map(({ tone, text }, index) => (
            <span key={index} className={cn('block px-4', TONES[tone])}>
              {text}
            </span>
          ))
        )}
      </pre>
      {isCut(file) && (
        <p className="border-t px-4 py-2 text-12 text-wait">
          {t('Only its beginning is shown. Read the rest with another program before you trust it.')}
        </p>
      )}
    </>
  )
}
