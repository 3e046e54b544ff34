import { ChevronRight, MessageSquareText } from 'lucide-react'
import { t } from '../../strings/t.ts'
import { Markdown } from '../../ui/markdown.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import type { PromptRow, TextRow } from '../log-rows.ts'
import { OutputBox } from '../output-box.tsx'
import { promptWords } from '../transcript.ts'
import { firstLine, lastLine, Line } from './line.tsx'
import type { RowProps } from './row-props.ts'

/** Anything that Markdown might read as more than words. A sentence needs no parser. */
const MARKS = /[\n*_`~#[\]<>|\\&:/@]|^\s*(?:[-+]|\d+[.)])\s|^\s{4}/

/** What the agent says. */
export function TextRowView({ row, live, last, focused }: RowProps<TextRow>) {
  return (
    <div data-row-focus tabIndex={focused ? 0 : -1} className="max-w-[72ch] rounded-s py-1 text-13 text-fg">
      {MARKS.test(row.text) ? (
        <Markdown streaming={last && live}>{row.text}</Markdown>
      ) : (
        <div dir="auto" className="md">
          {row.text}
        </div>
      )}
    </div>
  )
}

/** A line of Markdown without the signs of headings and of what is stressed: models begin thoughts with a bold title. */
const unmarked = (line: string) => line.replace(/^#{1,6} /, '').replaceAll(/\*\*|__/g, '')

/** What the agent thinks. */
export function ReasoningRowView({ row, live, last, open, onToggle, focused }: RowProps<TextRow>) {
  const thinking = last && live
  return (
    <>
      <Line
        icon={thinking ? <Spinner /> : <MessageSquareText className="size-3.5" />}
        expandable
        open={open}
        onToggle={() => onToggle(row)}
        focused={focused}
      >
        <span className="flex-none text-fg-3">{thinking ? t('Thinking') : t('Thought')}</span>
        {!open && (
          <span className="min-w-0 truncate text-fg-3 italic">
            {unmarked(thinking ? lastLine(row.text) : firstLine(row.text))}
          </span>
        )}
      </Line>
      {open && (
        <Markdown
          streaming={thinking}
          className="max-w-[72ch] pb-1.5 ps-6 text-12 text-fg-3 [&_:is(p,li,strong,code,h1,h2,h3,h4)]:text-12! [&_:is(p,li,strong,h1,h2,h3,h4)]:text-fg-3"
        >
          {row.text.trim()}
        </Markdown>
      )}
    </>
  )
}

/** What the agent is asked. */
export function PromptRowView({ row, open, onToggle, focused }: RowProps<PromptRow>) {
  return (
    <>
      <Line
        icon={<ChevronRight className="size-3.5" />}
        expandable
        open={open}
        onToggle={() => onToggle(row)}
        focused={focused}
      >
        <span className="flex-none">{promptWords[row.reason]}</span>
        {!open && (
          <span dir="auto" className="min-w-0 truncate text-fg-3">
            {firstLine(row.text)}
          </span>
        )}
      </Line>
      {open && (
        <div className="pt-0.5 pb-1.5 ps-6">
          <OutputBox what="prompt" text={row.text} />
        </div>
      )}
    </>
  )
}
