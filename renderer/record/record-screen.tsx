import { ChevronRight, FileClock, FileWarning } from 'lucide-react'
import { type DragEvent, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { TopBar } from '../app/top-bar.tsx'
import { RunLog } from '../run/run-log.tsx'
import type { RunLogState } from '../run/use-run-log.ts'
import { t } from '../strings/t.ts'
import { useMedia } from '../task/use-media.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { Notice } from '../ui/notice.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { ReplayClock } from '../ui/time.tsx'
import { visible } from '../ui/visible-text.ts'
import { chooseRecord, openRecord, useOpenedRecord } from './open-record.ts'
import { Player } from './player.tsx'
import { RecordFacts, RecordSummary } from './record-facts.tsx'
import type { RunRecord } from './record-reader.ts'
import { recordedRun } from './recorded-run.ts'
import { pageFrames, Replay } from './replay.ts'

/** A run record out of a file, to be read and replayed. */
export function RecordScreen() {
  const opened = useOpenedRecord()
  const drop = {
    onDragOver: (event: DragEvent) => {
      if (event.dataTransfer.types.includes('Files')) event.preventDefault()
    },
    onDrop: (event: DragEvent) => {
      const file = event.dataTransfer.files[0]
      if (file === undefined) return
      event.preventDefault()
      void openRecord(file)
    },
  }
  const title = opened.kind === 'open' ? opened.record.head.task.identifier : t('Run record')
  return (
    <div className="flex min-h-0 flex-1 flex-col" {...drop}>
      <TopBar
        crumbs={opened.kind === 'open' ? [t('Run record')] : []}
        title={visible(title)}
        actions={opened.kind === 'open' && <Button onClick={chooseRecord}>{t('Open another…')}</Button>}
      >
        {opened.kind === 'open' && (
          <span className="truncate text-12 text-fg-3" title={opened.name}>
            {visible(opened.name)}
          </span>
        )}
      </TopBar>
      {opened.kind === 'none' && (
        <EmptyState
          className="flex-1 content-center"
          icon={<FileClock />}
          title={t('No run record is open')}
          action={
            <Button variant="primary" onClick={chooseRecord}>
              {t('Open a run record…')}
            </Button>
          }
        >
          {t(
            'Choose a file that was exported from a run, or drop it here. It is read in this page and goes nowhere else.',
          )}
        </EmptyState>
      )}
      {opened.kind === 'reading' && (
        <div role="status" className="grid justify-items-center gap-2 py-16 text-12 text-fg-2">
          <Spinner size={16} label={t('Reading {name}', { name: opened.name })} />
          {t('{percent} %', { percent: Math.floor(opened.share * 100) })}
        </div>
      )}
      {opened.kind === 'failed' && (
        <EmptyState
          className="flex-1 content-center"
          icon={<FileWarning />}
          title={t('This file cannot be shown')}
          action={<Button onClick={chooseRecord}>{t('Choose another file…')}</Button>}
        >
          <span role="alert" className="[overflow-wrap:anywhere]">
            {visible(opened.name)}: {visible(opened.problem)}
          </span>
        </EmptyState>
      )}
      {opened.kind === 'open' && <OpenRecord key={opened.record.head.exportedAt} record={opened.record} />}
    </div>
  )
}

function OpenRecord({ record }: { record: RunRecord }) {
  const replay = useMemo(() => new Replay(record.items, pageFrames), [record])
  useEffect(() => () => replay.pause(), [replay])
  const state = useSyncExternalStore(replay.subscribe, replay.state)
  const [logTools, setLogTools] = useState<HTMLElement | null>(null)
  const [strip, setStrip] = useState(false)
  const wide = useMedia('(min-width: 1100px)')
  const { fold, version, time, count } = state
  const isWhole = time >= replay.duration
  const log = useMemo<RunLogState>(
    () => ({
      fold,
      version,
      generation: 0,
      status: isWhole ? 'ended' : 'open',
      error: null,
      older: 'all',
      plan: fold.plan ?? [],
      retry: () => undefined,
    }),
    [fold, version, isWhole],
  )
  const run = useMemo(() => recordedRun(record, !isWhole), [record, isWhole])
  const facts = <RecordFacts record={record} fold={fold} />
  const now = Date.parse(replay.items[Math.max(0, count - 1)]?.at ?? record.head.createdAt)
  return (
    <>
      {!wide && (
        <div className="flex-none border-b border-line">
          <button
            type="button"
            aria-expanded={strip}
            aria-controls="record-facts"
            onClick={() => setStrip(!strip)}
            className="flex h-9 w-full items-center gap-2 px-4 text-start hover:bg-hover"
          >
            <ChevronRight
              aria-hidden
              className={`size-3.5 flex-none text-fg-3 transition-transform duration-(--fast) ${strip ? 'rotate-90' : ''}`}
            />
            <span className="sr-only">{t('About this run:')} </span>
            <RecordSummary record={record} />
          </button>
          {strip && (
            <aside
              id="record-facts"
              aria-label={t('About this run')}
              className="max-h-[50vh] overflow-y-auto px-4 pb-3 [&>dl]:grid [&>dl]:grid-cols-2 [&>dl]:gap-x-8"
            >
              {facts}
            </aside>
          )}
        </div>
      )}
      <div className="flex min-h-0 flex-1">
        <div className="flex min-h-0 min-w-0 flex-1 flex-col gap-3 px-7 pt-4 max-[1100px]:px-5">
          <div className="flex flex-none items-start gap-2">
            <h2 className="min-w-0 flex-1 text-16 leading-snug font-semibold [overflow-wrap:anywhere]">
              {visible(record.head.task.title)}
            </h2>
            <div ref={setLogTools} className="flex-none" />
          </div>
          <Outcome record={record} />
          <ReplayClock value={isWhole ? null : now}>
            <RunLog log={log} run={run} tools={logTools} />
          </ReplayClock>
        </div>
        {wide && (
          <aside
            aria-label={t('About this run')}
            className="w-67 flex-none overflow-y-auto border-s border-line px-4 py-3.5"
          >
            {facts}
          </aside>
        )}
      </div>
      <Player replay={replay} state={state} />
    </>
  )
}

/** How it ended, and what the file lacks. */
function Outcome({ record: { head, end, isCutOff, unknown } }: { record: RunRecord }) {
  const failure = end?.failure ?? null
  return (
    <div className="grid flex-none gap-2 empty:hidden">
      {failure !== null && <Notice tone="bad">{visible(failure.message)}</Notice>}
      {isCutOff && (
        <Notice tone="wait">{t('The file was cut off: what came after the last line is not in it.')}</Notice>
      )}
      {!isCutOff && end === null && (
        <Notice>
          {t('The run went on when it was exported, on {time}.', {
            time: new Date(head.exportedAt).toLocaleString(),
          })}
        </Notice>
      )}
      {unknown > 0 && (
        <Notice>
          {t(
            '{count, plural, one {One line is of a type that this version does not know, and left out.} other {# lines are of a type that this version does not know, and left out.}}',
            { count: unknown },
          )}
        </Notice>
      )}
    </div>
  )
}
