import { memo } from 'react'
import { CommandRowView } from './command-row.tsx'
import { NoticeRowView, RetryRowView, StageRowView } from './notice-rows.tsx'
import { PromptRowView, ReasoningRowView, TextRowView } from './prose-rows.tsx'
import { RequestRowView } from './request-row.tsx'
import type { RowProps } from './row-props.ts'
import { SessionRowView } from './sub-agent.tsx'
import { ToolRowView } from './tool-row.tsx'

/** One row of the log. */
export const LogRowView = memo(function LogRowView(props: RowProps) {
  const { row } = props
  switch (row.kind) {
    case 'stage':
      return <StageRowView {...props} row={row} />
    case 'prompt':
      return <PromptRowView {...props} row={row} />
    case 'text':
      return <TextRowView {...props} row={row} />
    case 'reasoning':
      return <ReasoningRowView {...props} row={row} />
    case 'tool':
      return <ToolRowView {...props} row={row} />
    case 'session':
      return <SessionRowView {...props} row={row} />
    case 'command':
      return <CommandRowView {...props} row={row} />
    case 'retry':
      return <RetryRowView {...props} row={row} />
    case 'request':
      return <RequestRowView {...props} row={row} />
    case 'notice':
      return <NoticeRowView {...props} row={row} />
  }
})
