import { t } from '../../strings/t.ts'
import { isActive, isEdit } from '../describe-tool.ts'
import type { ToolCall } from '../log-rows.ts'
import { MiniDiff, patchesOf } from '../mini-diff.tsx'
import { OutputBox } from '../output-box.tsx'

/** Input worth reading in full: what the line itself does not already say. */
function plainInput(input: Record<string, unknown>): string | null {
  const entries = Object.entries(input)
  if (entries.length === 0) return null
  const [first] = entries
  if (entries.length === 1 && typeof first?.[1] === 'string' && first[1].length < 80) return null
  return JSON.stringify(input, null, 2)
}

/** A call in full: what it was given, and what came of it. */
export function CallDetails({ call, root, live }: { call: ToolCall; root: string | null; live: boolean }) {
  const edits = isEdit(call) ? patchesOf(call) : []
  const { input } = call
  const command = typeof input['command'] === 'string' ? input['command'] : null
  const prompt = typeof input['prompt'] === 'string' ? input['prompt'] : null
  const output = call.output ?? call.liveOutput
  const said = prompt ?? (command !== null && command.includes('\n') ? command : null)
  const rest = edits.length > 0 || command !== null || prompt !== null ? null : plainInput(input)
  return (
    <div className="grid gap-1.5">
      {said !== null && <OutputBox what={command === null ? 'prompt' : 'command'} text={said} />}
      {rest !== null && <OutputBox what="input" text={rest} />}
      {edits.map((file) => (
        <MiniDiff key={file.path} file={file} root={root} />
      ))}
      {call.error !== null && <OutputBox what="error" text={call.error} tone="bad" />}
      {output.trim() !== '' && (edits.length === 0 || call.state === 'error') && (
        <OutputBox what="output" text={output} from={call.tool === 'bash' ? 'end' : 'start'} />
      )}
      {output.trim() === '' && call.error === null && edits.length === 0 && (
        <p className="text-11 text-fg-3">
          {isActive(call, live) ? t('No output yet') : t('It printed nothing')}
        </p>
      )}
    </div>
  )
}
