import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { STEPS } from '#electron/runs/engine.ts'

/** What dies: the host alone, its process group, all that it has started, or the host first and all that later. */
export const HOWS = ['host', 'group', 'everything', 'host, then the rest'] as const
export type How = (typeof HOWS)[number]

/** Moments around each step of a run: before its work, after it, and after its outcome is written. */
export const POINTS = STEPS.filter((step) => step !== 'done').flatMap((step) =>
  (['begin', 'worked', 'written'] as const).map((moment) => `${step}:${moment}`),
)

/** When a host dies. */
export type At =
  /** At a point of a run's or a batch's journal, the nth time. */
  | { kind: 'journal'; point: string; nth: number }
  /** At the nth transaction after the user's act, before or after its commit. */
  | { kind: 'store'; point: 'store:before' | 'store:after'; nth: number }
  /** While the nth git is at work after the user's act. */
  | { kind: 'git'; nth: number }
  /** When so many feed events and log items have been written since it was ready, and a moment later. */
  | { kind: 'progress'; items: number; moreMs: number }
  /** While it starts: that share of the time a start takes. */
  | { kind: 'start'; share: number }

/** What the user does in a life, as soon as there is a run for it. */
export const ACTS = [
  'cancel',
  'pause',
  'message',
  'interrupt',
  'merge',
  'discard',
  'sendBack',
  'retry',
  'restore',
] as const
export type Act = (typeof ACTS)[number]

/** What a task's agent does; see `kills-tasks.ts`. */
export const TASK_KINDS = ['plain', 'subAgent', 'longTool', 'question', 'permission', 'parallel'] as const
export type TaskKind = (typeof TASK_KINDS)[number]

/** How a life of a host ends. */
export interface Kill {
  at: At
  how: How
  /** Milliseconds until what is left over dies, for `host, then the rest`. */
  restMs: number
}

/** One life of a host, from its start to its end by kill -9. */
export interface Life extends Kill {
  /** Tasks that the user makes and executes in it. */
  tasks: TaskKind[]
  act: Act | null
  /** Whether the user answers in it. */
  answers: boolean
}

/** Lives of hosts on one data folder, one after the other; then one that nothing disturbs. */
export interface StoryPlan {
  setup: boolean
  check: boolean
  lives: Life[]
}

const LIVES_IN_STORY = 10

/** A campaign of so many kills, made purely from the seed. */
export function makePlan(seed: number, kills: number): StoryPlan[] {
  const random = randomOf(seed)
  const aims = random.shuffled(
    POINTS.flatMap((point) => (['host', 'group'] as const).map((how) => ({ point, how }))),
  )
  let aimed = 0
  const nextAim = () => aims[aimed++ % aims.length] ?? { point: 'turn:begin', how: 'host' as const }
  const stories: StoryPlan[] = []
  for (let made = 0; made < kills; ) {
    const size = Math.min(LIVES_IN_STORY, kills - made)
    const lives = Array.from({ length: size }, () => lifeOf(random, nextAim))
    stories.push({ setup: random.chance(75), check: random.chance(60), lives })
    made += size
  }
  return stories
}

function lifeOf(random: Random, nextAim: () => { point: string; how: How }): Life {
  const tasks = Array.from({ length: random.from(1, 3) }, () => random.one(TASK_KINDS))
  const common = { tasks, answers: random.chance(60), restMs: random.from(0, 800) }
  const act = random.one(ACTS)
  /** What is done to work that is finished needs some. */
  const forAct = { ...common, answers: true, tasks: ['plain' as const, ...tasks] }
  const dice = random.from(1, 100)
  if (dice <= 55) {
    const { point, how } = nextAim()
    // One that comes the second time needs two runs on their way.
    const at: At = { kind: 'journal', point, nth: Math.min(tasks.length, random.from(1, 2)) }
    // Who waits for an answer comes to none of the later points.
    return { ...common, answers: true, at, how, act: random.chance(40) ? act : null }
  }
  if (dice <= 67) {
    const point = random.one(['store:before', 'store:after'] as const)
    return { ...forAct, at: { kind: 'store', point, nth: random.from(1, 6) }, how: random.one(INSIDE), act }
  }
  if (dice <= 74) return { ...forAct, at: { kind: 'git', nth: random.from(1, 8) }, how: 'everything', act }
  if (dice <= 88) {
    const at: At = { kind: 'progress', items: random.from(1, 120), moreMs: random.from(0, 60) }
    return { ...common, at, how: random.one(HOWS), act: random.chance(60) ? act : null }
  }
  return {
    ...common,
    at: { kind: 'start', share: random.from(0, 120) / 100 },
    how: random.one(HOWS),
    act: null,
  }
}

const INSIDE = ['host', 'group', 'everything'] as const

export type Random = ReturnType<typeof randomOf>

/** Chances that come from a seed alone. */
export function randomOf(seed: number) {
  const generator = xoroshiro128plus(seed)
  const from = (least: number, most: number) => uniformInt(generator, least, most)
  return {
    from,
    chance: (percent: number) => from(1, 100) <= percent,
    one: <T>(list: readonly T[]): T => list[from(0, list.length - 1)] as T,
    shuffled<T>(list: readonly T[]): T[] {
      const left = [...list]
      return list.map(() => left.splice(from(0, left.length - 1), 1)[0] as T)
    },
  }
}

/** One line, such as `host at turn:worked (2nd)`. */
export function describe({ at, how, act, tasks }: Life): string {
  return `${how} ${whenOf(at)}; new: ${tasks.join(', ')}${act === null ? '' : `; user: ${act}`}`
}

/** Such as `at turn:worked (time 2)`. */
export function whenOf(at: At): string {
  return at.kind === 'journal'
    ? `at ${at.point} (time ${at.nth})`
    : at.kind === 'store'
      ? `${at.point.slice(6)} commit ${at.nth} of the act`
      : at.kind === 'git'
        ? `during git ${at.nth} of the act`
        : at.kind === 'progress'
          ? `after ${at.items} items and ${at.moreMs} ms`
          : `at ${Math.round(at.share * 100)} % of its start`
}
