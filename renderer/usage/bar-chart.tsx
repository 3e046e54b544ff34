import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { scaleNow } from '../ui/use-scale.ts'
import type { ColorRole } from './names.ts'
import { useLook } from './use-look.ts'

/** What is drawn: parts of bars, the one at the bottom first. */
export type Bars = {
  stacks: readonly { color: ColorRole; values: readonly number[] }[]
  /** One under each bar, as far as there is room. */
  labels: readonly string[]
  tick: (value: number, step: number) => string
  steps?: readonly number[]
}

/** So much of its room is filled by a bar; so wide it is at most, in pixels; so round are its shoulders. */
const BAR = { share: 0.72, most: 40, radius: 0.12 }
/** Bars between two labels: numbers of days that one reckons with. */
const LABEL_STEPS = [1, 2, 3, 5, 7, 10, 14, 15, 20, 30, 60, 120]

/**
 * Bars of stacked parts. The picture alone: whoever shows it says in words what it shows. Pointing at a bar tells
 * `onPoint` its number.
 */
export function BarChart({
  bars,
  at,
  onPoint,
  children,
}: {
  bars: Bars
  /** The bar that is read out; null = none. */
  at: number | null
  onPoint: (at: number | null) => void
  children?: ReactNode
}) {
  const box = useRef<HTMLDivElement>(null)
  const band = useRef<HTMLDivElement | null>(null)
  const look = useLook()
  const point = useRef(onPoint)
  useEffect(() => {
    point.current = onPoint
  })

  // Drawn anew within a few milliseconds, and before the next frame: nothing is seen of it.
  useLayoutEffect(() => {
    const host = box.current
    if (host === null) return
    const layers = layersOf(bars)
    const data: uPlot.AlignedData = [[...bars.labels.keys()], ...layers.map(({ to }) => to)]
    const chart = new uPlot(optionsOf(bars, layers, host), data, host)
    const mark = document.createElement('div')
    mark.className = 'absolute inset-y-0 bg-active '
    chart.under.append(mark)
    band.current = mark
    const count = bars.labels.length
    chart.over.addEventListener('pointermove', ({ offsetX }) => {
      const index = Math.floor((offsetX / chart.over.clientWidth) * count)
      point.current(Math.max(0, Math.min(count - 1, index)))
    })
    chart.over.addEventListener('pointerleave', () => point.current(null))
    const resized = new ResizeObserver(() => chart.setSize(sizeOf(host)))
    resized.observe(host)
    return () => {
      resized.disconnect()
      chart.destroy()
      band.current = null
    }
  }, [bars, look])

  useLayoutEffect(() => {
    const mark = band.current
    if (mark === null) return
    const width = 100 / bars.labels.length
    mark.hidden = at === null
    mark.style.left = `${(at ?? 0) * width}%`
    mark.style.width = `${width}%`
  }, [at, bars, look])

  return (
    <div aria-hidden dir="ltr" ref={box} className="size-full min-w-0 overflow-hidden">
      {children}
    </div>
  )
}

const sizeOf = ({ clientWidth, clientHeight }: HTMLElement) => ({
  width: Math.max(1, clientWidth),
  height: Math.max(1, clientHeight),
})

/** Where the parts of a stack begin and end in each bar; null = it has none there. */
type Layer = { color: ColorRole; from: number[]; to: (number | null)[] }

/** The highest layer is drawn first, and those below it over it. */
function layersOf({ stacks, labels }: Bars): Layer[] {
  const upTo = labels.map(() => 0)
  const layers = stacks.map(({ color, values }) => {
    const from = [...upTo]
    for (const bin of labels.keys()) upTo[bin] = (upTo[bin] ?? 0) + (values[bin] ?? 0)
    return { color, from, to: upTo.map((sum, bin) => ((values[bin] ?? 0) === 0 ? null : sum)) }
  })
  return layers.reverse()
}

function optionsOf(bars: Bars, layers: readonly Layer[], host: HTMLElement): uPlot.Options {
  const style = getComputedStyle(document.documentElement)
  const role = (name: ColorRole) => style.getPropertyValue(name).trim()
  const scale = scaleNow()
  const font = `${11 * scale}px ${style.getPropertyValue('--font-ui')}`
  const count = bars.labels.length
  const axis = { font, stroke: role('--fg-3'), ticks: { show: false } }
  const most = Math.max(0, ...layers.flatMap(({ to }) => to.map((sum) => sum ?? 0)))
  // Each part reaches under the round shoulders of the one below it.
  const width = Math.min(BAR.most * scale, (host.clientWidth / count) * BAR.share)
  const under = (most * (BAR.radius * width + 1)) / host.clientHeight
  const facet = (values: (number | null)[]) => ({ unit: 1, values: () => values })
  const pathsOf = ({ from, to }: Layer) =>
    uPlot.paths.bars?.({
      size: [BAR.share, BAR.most * scale],
      radius: [BAR.radius, 0],
      disp: { y0: facet(from.map((sum) => Math.max(0, sum - under))), y1: facet(to) },
    })
  return {
    ...sizeOf(host),
    padding: [8 * scale, null, 0, null],
    legend: { show: false },
    cursor: { show: false },
    select: { show: false, left: 0, top: 0, width: 0, height: 0 },
    scales: {
      x: { time: false, range: [-0.5, count - 0.5] },
      y: { range: [0, most > 0 ? most * 1.04 : 1] },
    },
    axes: [
      {
        ...axis,
        size: 26 * scale,
        gap: 8 * scale,
        grid: { show: false },
        splits: (chart) => labelled(count, chart.width, 64 * scale),
        values: (_, at) => at.map((bin) => bars.labels[bin] ?? ''),
      },
      {
        ...axis,
        size: (chart, values) => widest(chart.ctx, font, values ?? []) + 14 * scale,
        gap: 8 * scale,
        space: 40 * scale,
        grid: { stroke: role('--line'), width: 1 },
        values: (_, at, __, ___, step) => at.map((value) => bars.tick(value, step)),
        ...(bars.steps === undefined ? {} : { incrs: [...bars.steps] }),
      },
    ],
    series: [
      {},
      ...layers.map((layer) => {
        const paths = pathsOf(layer)
        return {
          fill: role(layer.color),
          width: 0,
          points: { show: false },
          ...(paths === undefined ? {} : { paths }),
        }
      }),
    ],
  }
}

/** The bars that have a label: the last one, and before it as many as there is room for. */
function labelled(count: number, width: number, space: number): number[] {
  const least = Math.ceil((count * space) / width)
  const step = LABEL_STEPS.find((one) => one >= least) ?? least
  const at: number[] = []
  for (let bin = count - 1; bin >= 0; bin -= step) at.unshift(bin)
  return at
}

/** In CSS pixels. */
function widest(ctx: CanvasRenderingContext2D, font: string, values: readonly string[]): number {
  ctx.save()
  ctx.font = font
  const width = Math.max(0, ...values.map((value) => ctx.measureText(value).width))
  ctx.restore()
  return width
}
