import { Check, CircleAlert, Info, RotateCw, TriangleAlert } from 'lucide-react'
import { rich } from '../../strings/rich.tsx'
import { took } from '../../ui/duration.ts'
import { Spinner } from '../../ui/spinner.tsx'
import { WithCode, withoutMarks } from '../../ui/with-code.tsx'
import type { NoticeRow, RetryRow, StageRow } from '../log-rows.ts'
import { Countdown, Ticking } from '../ticking.tsx'
import { Line } from './line.tsx'
import type { RowProps } from './row-props.ts'

/** Words of the engine with their commits and branches set as code. */
function EngineText({ text }: { text: string }) {
  const parts = text.split(/(\S+@[0-9a-f]{7,40}\b|\b(?=[0-9a-f]*\d)[0-9a-f]{7,40}\b|\bopenlinear\/\S+)/)
  return (
    <span dir="auto" className="min-w-0 truncate" title={text}>
      {parts.map((part, index) =>
        index % 2 === 1 ? (
          <code key={index} className="font-mono text-code text-fg">
            {part}
          </code>
        ) : (
          part
        ),
      )}
    </span>
  )
}

/** A step of the engine. */
export function StageRowView({ row, live, focused }: RowProps<StageRow>) {
  const running = row.state === 'started' && live
  return (
    <Line
      icon={running ? <Spinner /> : <Check className="size-3.5" />}
      time={row.ms !== null ? took(row.ms) : running ? <Ticking since={row.at} /> : undefined}
      focused={focused}
    >
      <EngineText text={row.text} />
    </Line>
  )
}

/** The provider failed, and is asked again. */
export function RetryRowView({ row, live, last, focused }: RowProps<RetryRow>) {
  return (
    <Line
      icon={<RotateCw className="size-3.5 text-wait" />}
      time={last && live ? <Countdown to={row.nextAt} /> : undefined}
      focused={focused}
    >
      <span className="min-w-0 truncate" title={withoutMarks(row.message)}>
        {rich('The provider failed (attempt {attempt}): {problem}', {
          attempt: row.attempt,
          problem: (
            <span className="text-wait">
              <WithCode text={row.message} />
            </span>
          ),
        })}
      </span>
    </Line>
  )
}

/** Words of the engine to the reader. */
export function NoticeRowView({ row, focused }: RowProps<NoticeRow>) {
  const Icon = row.level === 'error' ? CircleAlert : row.level === 'warning' ? TriangleAlert : Info
  const tone = { error: 'text-bad', warning: 'text-wait', info: 'text-fg-2' }[row.level]
  return (
    <div
      data-row-focus
      tabIndex={focused ? 0 : -1}
      // As high as a line, and in its columns, where it has one.
      className={`flex min-h-7 max-w-[90ch] gap-2 rounded-s py-1.25 text-12 ${tone}`}
    >
      <Icon aria-hidden className="mx-px mt-0.5 size-3.5 flex-none" />
      <p className="min-w-0 break-words whitespace-pre-wrap">
        <WithCode text={row.text} />
      </p>
    </div>
  )
}
