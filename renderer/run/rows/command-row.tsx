import { SquareTerminal } from 'lucide-react'
import { t } from '../../strings/t.ts'
import { took } from '../../ui/duration.ts'
import { Spinner } from '../../ui/spinner.tsx'
import type { CommandRow } from '../log-rows.ts'
import { OutputBox } from '../output-box.tsx'
import { Ticking } from '../ticking.tsx'
import { Code, lastLine, Line } from './line.tsx'
import { canOpen } from './opening.ts'
import type { RowProps } from './row-props.ts'

/** The project’s own setup or check command. */
export function CommandRowView({ row, live, open, onToggle, focused }: RowProps<CommandRow>) {
  const running = !row.ended && live
  const failed = row.ended && row.exitCode !== 0
  return (
    <>
      <Line
        icon={running ? <Spinner /> : <SquareTerminal className={`size-3.5 ${failed ? 'text-bad' : ''}`} />}
        time={row.ms !== null ? took(row.ms) : running ? <Ticking since={row.at} /> : undefined}
        expandable={canOpen(row)}
        open={open}
        onToggle={() => onToggle(row)}
        focused={focused}
      >
        <span className="flex-none">{row.command === 'setup' ? t('Setup') : t('Check')}</span>
        <Code title={row.line}>{row.line}</Code>
        {row.ended ? (
          <span className={`flex-none ${failed ? 'text-bad' : 'text-ok'}`}>
            {row.exitCode === 0
              ? t('passed')
              : row.exitCode === null
                ? t('ended by a signal')
                : t('exit code {exitCode}', { exitCode: row.exitCode })}
          </span>
        ) : (
          <span className="min-w-8 shrink truncate font-mono text-11 text-fg-3">
            {running ? lastLine(row.output) : t('interrupted')}
          </span>
        )}
      </Line>
      {open && row.output !== '' && (
        <div className="pt-0.5 pb-1.5 ps-6">
          <OutputBox what="output" text={row.output} from="end" tone="plain" />
        </div>
      )}
    </>
  )
}
