/** How far back the screen looks; `month` is the one that goes on. */
export const RANGES = ['7', '30', '90', 'month', 'all'] as const
export type Range = (typeof RANGES)[number]

/** What the figures are parted by. */
export const SPLITS = ['model', 'project', 'agent'] as const
export type Split = (typeof SPLITS)[number]

/** What the chart shows. */
export const MEASURES = ['cost', 'tokens', 'time', 'runs', 'success'] as const
export type MeasureId = (typeof MEASURES)[number]

/** What is shown, as it stands in the address: only what is not as usual. */
export type UsageSearch = { range?: Range; split?: Split; show?: MeasureId; project?: string }

/** What is shown. */
export type UsageChoice = {
  range: Range
  split: Split
  /** null = {@link usualMeasure}. */
  measure: MeasureId | null
  projectId: string | null
}

/** Takes what it knows and leaves the rest. */
export function readUsageSearch(raw: Record<string, unknown>): UsageSearch {
  const range = known(raw['range'], RANGES)
  const split = known(raw['split'], SPLITS)
  const show = known(raw['show'], MEASURES)
  const project = raw['project']
  return {
    ...(range === undefined ? {} : { range }),
    ...(split === undefined ? {} : { split }),
    ...(show === undefined ? {} : { show }),
    ...(typeof project === 'string' && project !== '' ? { project } : {}),
  }
}

export const choiceOf = ({ range, split, show, project }: UsageSearch): UsageChoice => ({
  range: range ?? '30',
  split: split ?? 'model',
  measure: show ?? null,
  projectId: project ?? null,
})

/** What is shown where nothing was chosen: the cost, unless nothing has cost anything, as with models of one's own. */
export const usualMeasure = (rows: readonly { cost: number; inputTokens: number }[]): MeasureId =>
  rows.some(({ cost }) => cost > 0) || !rows.some(({ inputTokens }) => inputTokens > 0) ? 'cost' : 'tokens'

/** How a choice is written in the address. */
export const usageSearchOf = ({ range, split, measure, projectId }: UsageChoice): UsageSearch => ({
  ...(range === '30' ? {} : { range }),
  ...(split === 'model' ? {} : { split }),
  ...(measure === null ? {} : { show: measure }),
  ...(projectId === null ? {} : { project: projectId }),
})

/** `range=7` is parsed as a number by the router. */
const known = <T extends string>(value: unknown, all: readonly T[]): T | undefined =>
  all.find((one) => one === String(value))
