import { BATCH_MOMENTS } from '#electron/batches/context.ts'
import type { BatchMode } from '#shared/batch-words.ts'
import type { BatchTaskKind, PlannedBatchTask } from './batch-kills-tasks.ts'
import { type At, HOWS, type Kill, POINTS, type Random, randomOf, whenOf } from './kills-plan.ts'

/** Moments of a batch's journal; nothing is pushed here. */
export const BATCH_POINTS = BATCH_MOMENTS.filter((moment) => moment !== 'pushed').map(
  (moment) => `batch:${moment}`,
)

/** A life of a host that carries out batches. */
export interface BatchLife extends Kill {
  /** What the user does in it, as soon as the batch can take it; what was paused is let go on in the same life or later. */
  act: 'pause' | null
}

export interface PlannedBatch {
  mode: BatchMode
  autoApprove: boolean
  parallelLimit: number
  /** An agent resolves what conflicts; else it is left out. */
  resolves: boolean
  tasks: PlannedBatchTask[]
  /** Whether the user merges its branch when it is over. */
  isMerged: boolean
}

/** Batches of one project, one after the other, and the kills that come meanwhile. */
export interface BatchStoryPlan {
  setup: boolean
  batches: PlannedBatch[]
  lives: BatchLife[]
}

const LIVES_IN_STORY = 5
/** So many lives come to the end of a batch. */
const LIVES_IN_BATCH = 3

/** A campaign of so many kills, made purely from the seed. */
export function makeBatchPlan(seed: number, kills: number): BatchStoryPlan[] {
  const random = randomOf(seed)
  const aims = random.shuffled(
    BATCH_POINTS.flatMap((point) => (['host', 'group'] as const).map((how) => ({ point, how }))),
  )
  let aimed = 0
  /** Those whose turn came where nothing is resolved. */
  const held: typeof aims = []
  const nextAim = (hasConflict: boolean): (typeof aims)[number] => {
    const kept = hasConflict ? held.shift() : undefined
    if (kept !== undefined) return kept
    const aim = aims[aimed++ % aims.length] ?? { point: 'batch:written', how: 'host' }
    if (hasConflict || !RESOLVING_POINTS.has(aim.point)) return aim
    held.push(aim)
    return nextAim(hasConflict)
  }
  const stories: BatchStoryPlan[] = []
  for (let made = 0; made < kills; ) {
    const size = Math.min(LIVES_IN_STORY, kills - made)
    const batches = Array.from({ length: Math.ceil(size / LIVES_IN_BATCH) }, () => batchOf(random))
    const hasConflict = batches.some(hasResolver)
    // In a combined batch, which has one run, every moment comes once.
    const comesTwice = batches.every(({ mode }) => mode !== 'combined')
    const lives = Array.from({ length: size }, () => lifeOf(random, () => nextAim(hasConflict), comesTwice))
    stories.push({ setup: random.chance(40), batches, lives })
    made += size
  }
  return stories
}

/** Moments that come only where an agent resolves a conflict. */
export const RESOLVING_POINTS: ReadonlySet<string> = new Set(['batch:resolving', 'batch:resolved'])

/** In a queue each task sees what those before it have done, so that nothing conflicts. */
const hasResolver = ({ mode, resolves, tasks }: PlannedBatch) =>
  resolves && mode === 'parallel' && tasks.filter(({ kind }) => kind === 'clash').length > 1

function batchOf(random: Random): PlannedBatch {
  // Each has something to mend together, something in each other's way, and something that follows.
  const pair = random.one(['right', 'right', 'stubborn'] as const)
  const rest: BatchTaskKind[] = random.chance(60) ? ['clash', 'clash'] : [random.one(SINGLE)]
  const kinds: BatchTaskKind[] = ['left', pair, ...rest]
  const more = Array.from({ length: random.from(0, 6 - 1 - kinds.length) }, () => random.one(SINGLE))
  const first: PlannedBatchTask[] = [...kinds, ...more].map((kind) => ({ kind, dependsOn: [] }))
  const parents = random.shuffled(first.map((_, place) => place)).slice(0, random.from(1, 2))
  return {
    mode: random.one(['parallel', 'parallel', 'queue', 'combined'] as const),
    autoApprove: random.chance(50),
    parallelLimit: random.from(1, 3),
    resolves: random.chance(60),
    tasks: [...first, { kind: 'plain', dependsOn: parents }],
    isMerged: random.chance(40),
  }
}

/** Moments that come once in a batch. */
const ONCE = new Set([
  'batch:created',
  'batch:given back',
  ...RESOLVING_POINTS,
  'batch:checked as a whole',
  'batch:final check written',
  'batch:ending',
  'batch:cleaned',
])

const SINGLE = ['plain', 'slow', 'nothing'] as const

function lifeOf(
  random: Random,
  nextAim: () => { point: string; how: Kill['how'] },
  comesTwice: boolean,
): BatchLife {
  const common = { restMs: random.from(0, 800), act: random.chance(15) ? ('pause' as const) : null }
  const dice = random.from(1, 100)
  if (dice <= 60) {
    const { point, how } = nextAim()
    const nth = ONCE.has(point) || !comesTwice ? 1 : random.from(1, 2)
    return { ...common, at: { kind: 'journal', point, nth }, how, act: null }
  }
  if (dice <= 70) {
    const at: At = { kind: 'journal', point: random.one(POINTS), nth: comesTwice ? random.from(1, 2) : 1 }
    return { ...common, at, how: random.one(['host', 'group'] as const) }
  }
  if (dice <= 80) {
    const point = random.one(['store:before', 'store:after'] as const)
    const how = random.one(['host', 'group', 'everything'] as const)
    return { ...common, at: { kind: 'store', point, nth: random.from(1, 40) }, how }
  }
  if (dice <= 86) return { ...common, at: { kind: 'git', nth: random.from(1, 40) }, how: 'everything' }
  if (dice <= 95) {
    const at: At = { kind: 'progress', items: random.from(1, 80), moreMs: random.from(0, 300) }
    return { ...common, at, how: random.one(HOWS) }
  }
  return { ...common, at: { kind: 'start', share: random.from(0, 120) / 100 }, how: random.one(HOWS) }
}

/** One line, such as `host at batch:written (time 2)`. */
export const describeLife = ({ at, how, act }: BatchLife) =>
  `${how} ${whenOf(at)}${act === null ? '' : `; user: ${act}`}`

/** One line, such as `queue: left, right, plain after 1`. */
export const describeBatch = ({ mode, resolves, tasks }: PlannedBatch) =>
  `${mode}${resolves ? ', resolving' : ''}: ${tasks.map(({ kind, dependsOn }) => (dependsOn.length === 0 ? kind : `${kind} after ${dependsOn.map((place) => place + 1).join('+')}`)).join(', ')}`
