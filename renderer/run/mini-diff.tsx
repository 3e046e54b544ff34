import { memo, useState } from 'react'
import { t } from '../strings/t.ts'
import { relativePath } from './describe-tool.ts'
import type { ToolCall } from './log-rows.ts'
import { type FilePatch, parsePatch, patchFromInput, type PatchLine } from './patch-lines.ts'

/** Lines shown of an edit until the reader asks for all. */
const SHOWN = 14
/** No edit in the log is drawn longer than this; the Changes tab has the whole. */
const MOST = 2000

const string = (value: unknown) => (typeof value === 'string' ? value : null)

const patches = new WeakMap<ToolCall, FilePatch[]>()

/** The files an edit changed (or is about to change), read once a call. */
export function patchesOf(call: ToolCall): FilePatch[] {
  const known = patches.get(call)
  if (known) return known
  let found: FilePatch[] = []
  if (call.patch !== null) found = parsePatch(call.patch)
  else {
    const path = string(call.input['filePath'])
    const content = string(call.input['content'])
    const before = string(call.input['oldString'])
    const after = string(call.input['newString'])
    const text = string(call.input['patchText']) ?? string(call.input['patch'])
    if (path !== null && content !== null) found = [patchFromInput(path, '', content)]
    else if (path !== null && before !== null && after !== null) found = [patchFromInput(path, before, after)]
    else if (text !== null) found = parsePatch(text)
  }
  patches.set(call, found)
  return found
}

const look: Record<PatchLine['type'], string> = {
  add: 'bg-add-bg text-add-fg',
  del: 'bg-del-bg text-del-fg',
  ctx: 'text-fg-2',
  gap: 'text-fg-3 border-y border-line bg-inset',
}
const mark: Record<PatchLine['type'], string> = { add: '+', del: '-', ctx: ' ', gap: ' ' }

export function PlusMinus({ additions, deletions }: { additions: number; deletions: number }) {
  return (
    <span dir="ltr" className="tabular-nums whitespace-nowrap">
      {(additions > 0 || deletions === 0) && <span className="text-ok">+{additions}</span>}
      {additions > 0 && deletions > 0 && ' '}
      {deletions > 0 && <span className="text-bad">−{deletions}</span>}
    </span>
  )
}

/** The lines of an edit, the first of them until the reader asks for all. */
export const DiffLines = memo(function DiffLines({ file }: { file: FilePatch }) {
  const [all, setAll] = useState(false)
  const lines = all ? file.lines.slice(0, MOST) : file.lines.slice(0, SHOWN)
  const hidden = Math.min(file.lines.length, MOST) - lines.length
  return (
    <div className="font-mono text-code leading-code">
      {lines.length > 0 && (
        <div className="overflow-x-auto">
          <div className="w-max min-w-full">
            {lines.map((line, index) => (
              <div key={index} className={`px-2.5 whitespace-pre ${look[line.type]}`}>
                {line.type === 'gap' ? '⋯' : `${mark[line.type]}${line.text.slice(0, 2000)}`}
              </div>
            ))}
          </div>
        </div>
      )}
      {hidden > 0 && (
        <button
          type="button"
          onClick={() => setAll(true)}
          className="w-full border-t border-line px-2.5 py-0.5 text-start font-sans text-11 text-fg-3 hover:bg-hover hover:text-fg"
        >
          {t('Show {count, plural, one {# more line} other {# more lines}}', { count: hidden })}
        </button>
      )}
      {all && file.lines.length > MOST && (
        <p className="border-t border-line px-2.5 py-0.5 font-sans text-11 text-fg-3">
          {t('{count, plural, one {# more line stands} other {# more lines stand}} in the Changes tab.', {
            count: file.lines.length - MOST,
          })}
        </p>
      )}
    </div>
  )
})

/** One of several files of an edit: its name and its lines. */
export function MiniDiff({ file, root }: { file: FilePatch; root: string | null }) {
  const path = relativePath(file.path, root)
  return (
    <figure
      aria-label={t('Changes to {path}: {additions} added, {deletions} removed', {
        path,
        additions: file.additions,
        deletions: file.deletions,
      })}
      className="overflow-hidden rounded-m border border-line"
    >
      <figcaption className="flex items-center gap-2 border-b border-line bg-inset px-2.5 py-[3px] font-mono text-code text-fg-2">
        <span className="min-w-0 truncate font-semibold" title={path}>
          {path}
        </span>
        <PlusMinus additions={file.additions} deletions={file.deletions} />
      </figcaption>
      <DiffLines file={file} />
    </figure>
  )
}
