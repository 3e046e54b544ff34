import { ChevronRight } from 'lucide-react'
import type { TrustReport } from '#shared/trust.ts'
import { sizeWords, visibleText } from './file-words.ts'

/** The files a user is asked to trust, each to be opened and read. */
export function TrustFiles({ files, open = false }: { files: TrustReport['files']; open?: boolean }) {
  return (
    <ul className="divide-y divide-line">
      {files.map((file) => (
        <li key={file.path}>
          <details className="group" open={open}>
            <summary className="flex cursor-default list-none items-center gap-2 px-4 py-2 hover:bg-hover focus-visible:-outline-offset-2 [&::-webkit-details-marker]:hidden">
              <ChevronRight
                aria-hidden
                className="size-3.5 shrink-0 text-fg-3 transition-transform duration-(--fast) group-open:rotate-90"
              />
              <span className="min-w-0 flex-1 truncate font-mono text-11">{file.path}</span>
              <span className="shrink-0 text-12 text-fg-3 tabular-nums">{sizeWords(file.size)}</span>
            </summary>
            {file.text === null ? (
              <p className="px-4 pt-1 pb-3 pl-9.5 text-12 text-wait">
                This is no text, or a link to somewhere else, and cannot be shown. Look at it in the
                repository.
              </p>
            ) : (
              <pre
                // It can be longer than its box, and is scrolled by keys, too.
                tabIndex={0}
                aria-label={`Content of ${file.path}`}
                className="max-h-90 overflow-auto border-t bg-inset px-4 py-2.5 text-11 leading-[18px] [font-variant-ligatures:none] focus-visible:-outline-offset-2"
              >
                {visibleText(file.text)}
              </pre>
            )}
          </details>
        </li>
      ))}
    </ul>
  )
}
