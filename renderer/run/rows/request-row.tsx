import { CircleQuestionMark } from 'lucide-react'
import { useRequest } from '../../state/hooks.ts'
import { isOpen } from '../../state/requests.ts'
import { rich } from '../../strings/rich.tsx'
import { t } from '../../strings/t.ts'
import type { RequestRow } from '../log-rows.ts'
import { Line } from './line.tsx'
import type { RowProps } from './row-props.ts'
import { visible } from '../../ui/visible-text.ts'

/** What the run asked the user, and what was said. The request itself stands above the log. */
export function RequestRowView({ row, live, focused }: RowProps<RequestRow>) {
  const request = useRequest(row.requestId)
  const asked = row.state === 'asked' && live && request !== undefined
  const waits = asked && isOpen(request)
  return (
    <Line
      icon={<CircleQuestionMark className={`size-3.5 ${waits ? 'text-wait' : ''}`} />}
      time={
        waits ? <span className="text-wait">{t('waits for you')}</span> : asked ? t('answered') : undefined
      }
      focused={focused}
    >
      {row.text !== '' && (
        <>
          {/* A sentence of ours, such as “Paused.”, asks nothing. */}
          {!row.text.endsWith('.') && <span className="flex-none">{t('Asked')}</span>}
          <span dir="auto" className={`min-w-0 truncate ${waits ? 'text-fg' : ''}`} title={row.text}>
            {visible(row.text)}
          </span>
        </>
      )}
      {row.answer !== null && (
        <span className="min-w-12 shrink truncate text-fg" title={row.answer}>
          {rich('<quiet>you said</quiet> {answer}', {
            answer: visible(row.answer),
            quiet: (text) => <span className="text-fg-3">{text}</span>,
          })}
        </span>
      )}
      {row.state === 'withdrawn' && (
        <span className="flex-none text-fg-3">{t('nobody waits for it any more')}</span>
      )}
    </Line>
  )
}
