import { isBatchOver } from '#shared/batch-words.ts'
import type { Batch } from '#shared/batches.ts'
import type { Run } from '#shared/runs.ts'
import { CopyButton } from '../run/copy-button.tsx'
import { t } from '../strings/t.ts'
import { rich } from '../strings/rich.tsx'
import { cn } from '../ui/cn.ts'
import { money } from '../ui/duration.ts'
import { Elapsed } from '../ui/time.tsx'
import { BatchBar } from './batch-bar.tsx'
import { TEXT } from '../ui/tones.ts'
import { figures } from './task-words.ts'

/** Where the batch stands, in numbers, and where its work comes together. */
export function BatchFigures({ batch, runOf }: { batch: Batch; runOf: ReadonlyMap<string, Run> }) {
  const cost = [...runOf.values()].reduce((sum, { usage }) => sum + usage.cost, 0)
  const hasBranch = batch.headCommit !== batch.baseCommit || !isBatchOver(batch.status)
  return (
    <section aria-label={t('Progress')} className="@container grid gap-4">
      <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-2">
        <dl className="flex gap-6.5 text-12 text-fg-3 max-[1100px]:gap-4">
          {figures(batch, runOf).map(({ id, name, count, tone }) => (
            <div key={id} className="flex items-baseline gap-1 whitespace-nowrap">
              <dt className="order-2">{name}</dt>
              <dd
                className={cn(
                  'min-w-3 text-end text-20 leading-7 font-semibold tabular-nums',
                  count === 0 ? 'text-fg-3' : tone === null ? 'text-fg' : TEXT[tone],
                )}
              >
                {count}
              </dd>
            </div>
          ))}
        </dl>
        <div className="grid justify-items-end gap-0.5 text-12 text-fg-3 tabular-nums @max-[52em]:justify-items-start">
          <span className="-me-1.5 flex h-5.5 items-center gap-1">
            {hasBranch ? (
              <>
                <code className="text-11 text-fg-2">{batch.branch}</code>
                <CopyButton text={batch.branch} label={t('Copy the branch name')} />
              </>
            ) : (
              t('no branch: nothing was merged')
            )}
          </span>
          <span className="flex gap-1.5">
            <span>
              {rich('from {base}', {
                base: (
                  <code className="text-11">
                    {batch.baseBranch}@{batch.baseCommit.slice(0, 7)}
                  </code>
                ),
              })}
            </span>
            ·
            <Elapsed since={batch.createdAt} until={batch.endedAt} />·
            <span>
              {batch.options.maxCost > 0
                ? t('{spent} of {budget}', {
                    spent: money(cost),
                    budget: money(batch.options.maxCost + batch.raised.cost),
                  })
                : money(cost)}
            </span>
          </span>
          {batch.mergedCommit !== null && (
            <span className="-me-1.5 flex h-5.5 items-center gap-1">
              <span>
                {rich('Merged into {branch} as {commit}', {
                  branch: batch.baseBranch,
                  commit: <code className="text-11 text-fg-2">{batch.mergedCommit.slice(0, 7)}</code>,
                })}
              </span>
              <CopyButton text={batch.mergedCommit} label={t('Copy the merge commit')} />
            </span>
          )}
        </div>
      </div>
      <BatchBar tasks={batch.tasks} runOf={runOf} />
    </section>
  )
}
