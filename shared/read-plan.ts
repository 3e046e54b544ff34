import { z } from 'zod'
import { PLAN_LIMITS, PLAN_PRIORITIES, type Plan, planProblem } from './brainstorm-plan.ts'
import { onOneLine } from './one-line.ts'

// How a plan is read from what an agent has said: whatever prose or fences are around it, but nothing in it by half.

export type ReadPlan = { plan: Plan; problem: null } | { plan: null; problem: string }

/** The plan in an agent's answer: the last JSON that looks like one. `problem` says in words what is wrong with it. */
export function readPlan(text: string): ReadPlan {
  const blocks = jsonIn(text)
  if (blocks.length === 0) return wrong('It holds no block of JSON with a plan.')
  let first: ReadPlan | null = null
  for (const block of blocks.toReversed()) {
    const read = readBlock(block)
    if (read.plan !== null) return read
    first ??= read
  }
  return first ?? wrong('It holds no plan.')
}

const wrong = (problem: string): ReadPlan => ({ plan: null, problem })

/** Fenced blocks that begin with a bracket, in order; without any, what stands from the first to the last brace. */
function jsonIn(text: string): string[] {
  const lines = text.split('\n')
  const blocks: string[] = []
  for (let at = 0; at < lines.length; at++) {
    const fence = /^\s*(`{3,}|~{3,})\s*(?:json[a-z0-9]*)?\s*$/i.exec(lines[at] ?? '')?.[1]
    if (fence === undefined) continue
    // A fence within a string of the JSON stands in a line of its own only where that is broken, too.
    const end = lines.findIndex((line, index) => index > at && line.trim() === fence)
    const block = lines.slice(at + 1, end < 0 ? lines.length : end).join('\n')
    if (!/^\s*[[{]/.test(block)) continue
    blocks.push(block)
    at = end < 0 ? lines.length : end
  }
  if (blocks.length > 0) return blocks
  const [from, to] = [text.indexOf('{'), text.lastIndexOf('}')]
  return from >= 0 && to > from ? [text.slice(from, to + 1)] : []
}

function readBlock(block: string): ReadPlan {
  let value: unknown
  try {
    value = parse(block)
  } catch (error) {
    return wrong(`The block is not valid JSON: ${error instanceof Error ? error.message : String(error)}.`)
  }
  const read = said.safeParse(Array.isArray(value) ? { tasks: value } : value)
  if (!read.success) return wrong(inWords(read.error.issues))
  const tasks = read.data.tasks.map(({ key, ...task }, index) => ({ key: key ?? String(index + 1), ...task }))
  // A title in the place of a key means the same.
  const keys = new Set(tasks.map(({ key }) => key))
  const byTitle = new Map(tasks.map(({ key, title }) => [title.toLowerCase(), key]))
  const named = (one: string) => (keys.has(one) ? one : (byTitle.get(one.toLowerCase()) ?? one))
  const plan: Plan = {
    summary: read.data.summary,
    tasks: tasks.map(({ acceptanceCriteria, dependsOn, ...task }) => ({
      ...task,
      criteria: acceptanceCriteria,
      dependsOn: [...new Set(dependsOn.map(named))],
      included: true,
    })),
  }
  const problem = planProblem(plan)
  return problem === null ? { plan, problem: null } : wrong(problem)
}

/** Commas before a closing bracket are the commonest slip. */
function parse(block: string): unknown {
  try {
    return JSON.parse(block)
  } catch (error) {
    try {
      return JSON.parse(block.replaceAll(/,(?=\s*[\]}])/g, ''))
    } catch {
      throw error
    }
  }
}

/** What the store would refuse is taken out. */
const clean = (text: string) => text.replaceAll('\0', '').toWellFormed().trim()
const text = (most: number) =>
  z.string().overwrite(clean).max(most, `has more than ${most} characters`).nullish().transform(orEmpty)
const short = (most: number) =>
  z
    .string()
    .overwrite((value) => onOneLine(clean(value)).replaceAll(/ {2,}/g, ' '))
    .max(most, `has more than ${most} characters`)
const orEmpty = (value: string | null | undefined) => value ?? ''
const key = z.union([z.string(), z.number()]).transform(String).pipe(short(PLAN_LIMITS.key))
const list = <T extends z.ZodType<string>>(item: T, many: number) =>
  z
    .array(item)
    .max(many, `has more than ${many} entries`)
    .nullish()
    .transform((texts) => [...new Set(texts ?? [])].filter((one) => one !== ''))

/** The form that agents are told: see `buildBrainstormPrompt`. What else they say is left out. */
const said = z.object({
  summary: text(PLAN_LIMITS.summary),
  tasks: z
    .array(
      z.object({
        key: key.optional(),
        title: short(PLAN_LIMITS.title).min(1, 'is empty'),
        description: text(PLAN_LIMITS.description),
        acceptanceCriteria: list(short(PLAN_LIMITS.criterion), PLAN_LIMITS.criteria),
        labels: list(short(PLAN_LIMITS.label), PLAN_LIMITS.labels),
        priority: z
          .string()
          .nullish()
          .transform((word) => (word ?? 'none').trim().toLowerCase() || 'none')
          .pipe(z.enum(PLAN_PRIORITIES, `must be one of ${PLAN_PRIORITIES.join(', ')}`)),
        estimate: z
          .number('must be a number or null')
          .min(0, 'must be at least 0')
          .max(1000, 'must be at most 1000')
          .nullish()
          .transform((points) => points ?? null),
        dependsOn: list(key, PLAN_LIMITS.tasks),
        files: list(short(PLAN_LIMITS.file), PLAN_LIMITS.files),
      }),
      'must be a list of tasks',
    )
    .max(PLAN_LIMITS.tasks, `has more than ${PLAN_LIMITS.tasks} entries`),
})

/** The first mistakes, such as `tasks[2].priority must be one of …`. */
function inWords(issues: readonly z.core.$ZodIssue[]): string {
  const words = issues.slice(0, 5).map(({ path, message }) => {
    const place = path.map((one) => (typeof one === 'number' ? `[${one}]` : `.${String(one)}`)).join('')
    return `“${place.replace(/^\./, '') || 'plan'}”: ${message}.`
  })
  return `The plan is not in the form that was asked for. ${words.join(' ')}`
}
