import { useState } from 'react'
import { DiffLines } from '../run/mini-diff.tsx'
import { parsePatch } from '../run/patch-lines.ts'
import { cn } from '../ui/cn.ts'
import { Spinner } from '../ui/spinner.tsx'
import { visible } from './request-words.ts'
import { whatItCanDo } from './trust-words.ts'

export type TrustFile = {
  path: string
  /** null = no text, or told by `patch`. */
  text: string | null
  /** How a run changed it, as a unified diff. */
  patch: string | null
}

/** Files that OpenCode would run or obey, each with what it can do and what it says. */
export function TrustFiles({ files, error }: { files: readonly TrustFile[] | null; error: string | null }) {
  const [picked, setPicked] = useState<string | null>(null)
  if (error !== null) {
    return (
      <p role="alert" className="py-4 text-bad">
        {error}
      </p>
    )
  }
  if (files === null) {
    return (
      <div className="grid h-[44vh] place-items-center">
        <Spinner label="Reading the files" size={16} />
      </div>
    )
  }
  const shown = files.find(({ path }) => path === picked) ?? files[0]
  return (
    <div className="grid h-[44vh] min-h-0 [font-variant-ligatures:none] grid-cols-[260px_minmax(0,1fr)] gap-3 max-[720px]:h-auto max-[720px]:grid-cols-[minmax(0,1fr)]">
      <ul aria-label="Files" className="min-h-0 overflow-y-auto max-[720px]:max-h-40">
        {files.map(({ path }) => (
          <li key={path}>
            <button
              type="button"
              aria-current={path === shown?.path ? 'true' : undefined}
              onClick={() => setPicked(path)}
              className={cn(
                'block w-full rounded-m px-2 py-1.5 text-left hover:bg-hover',
                path === shown?.path && 'bg-active! text-fg',
              )}
            >
              <span className="block font-mono text-11 [overflow-wrap:anywhere]">{visible(path)}</span>
              <span className="mt-0.5 block text-11 leading-snug text-fg-3">{whatItCanDo(path)}</span>
            </button>
          </li>
        ))}
      </ul>
      {shown !== undefined && <Content key={shown.path} file={shown} />}
    </div>
  )
}

function Content({ file }: { file: TrustFile }) {
  const patches = file.patch === null ? [] : parsePatch(file.patch)
  return (
    <section
      aria-label={`Content of ${file.path}`}
      tabIndex={0}
      className="min-h-0 overflow-auto rounded-m border border-line bg-inset max-[720px]:max-h-[34vh]"
    >
      {patches.length > 0 ? (
        patches.map((patch) => <DiffLines key={patch.path} file={patch} />)
      ) : file.text === null ? (
        <p className="px-3 py-2.5 text-12 text-fg-3">
          This is no text, or a link, or too long to be shown here. Look at it with another program before you
          trust it.
        </p>
      ) : (
        <pre className="px-3 py-2 font-mono text-[11.5px] leading-[18px] whitespace-pre-wrap break-words text-fg-2">
          {visible(file.text)}
        </pre>
      )}
    </section>
  )
}
