import type { CompletionContext, CompletionResult, CompletionSource } from '@codemirror/autocomplete'
import { File, Folder } from 'lucide-react'
import { createElement } from 'react'
import { mentionOf, openMention } from '#shared/file-mentions.ts'
import type { EditorCompletion } from '../editor/completion-icon.ts'
import { client } from '../state/transport.ts'

/** Where files are looked for: in the worktree of a run, or in the repository of a project. */
export type FilePlace = { runId: string } | { projectId: string }

const MOST = 12

const find = (place: FilePlace, q: string) =>
  'runId' in place
    ? client.runs.files({ id: place.runId, q, limit: MOST })
    : client.projects.files({ id: place.projectId, q, limit: MOST })

/** `@` offers files and folders; what is chosen is written so that the agent reads it as one path. */
export function fileMentionSource(place: FilePlace): CompletionSource {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const line = context.state.doc.lineAt(context.pos)
    const open = openMention(line.text.slice(0, context.pos - line.from))
    if (open === null) return null
    try {
      const { items } = await find(place, open.query)
      if (context.aborted || items.length === 0) return null
      const options = items.map(({ path, kind }): EditorCompletion => {
        const at = path.lastIndexOf('/') + 1
        return {
          label: path.slice(at),
          detail: path.slice(0, Math.max(0, at - 1)),
          icon: createElement(kind === 'folder' ? Folder : File, {
            'aria-hidden': true,
            className: 'size-3.5',
          }),
          apply: `${mentionOf(path)} `,
        }
      })
      return { from: context.pos - open.length, options, filter: false }
    } catch (error) {
      // A path can be written by hand as well; a list that fails to come must not stop anybody from writing.
      console.warn('Files could not be looked for', error)
      return null
    }
  }
}
