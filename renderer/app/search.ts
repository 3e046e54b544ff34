import type { TaskConditions, TaskQuery } from '#shared/task-query.ts'
import { GROUPING_NAMES, LAYOUT_NAMES, ORDER_NAMES } from '../board/query-words.ts'
import { DUE_FILTER_NAMES, RUN_FILTER_NAMES } from '../board/query-words.ts'
import { PRIORITY_NAMES } from '../ui/icons/priority-icon.tsx'
import { STATUS_NAMES } from '../ui/icons/status-icon.tsx'

const PLACES = ['project', 'view'] as const
const PARTS = [
  'layout',
  'group',
  'lanes',
  'order',
  'status',
  'priority',
  'label',
  'in',
  'agent',
  'run',
  'due',
  'blocked',
  'q',
  'empty',
  'archived',
] as const

/**
 * What the board shows, as it stands in the address: where (a project, a saved view, or everything) and which parts of
 * the query are not as usual. Lists are written with commas.
 */
export type BoardSearch = Partial<Record<(typeof PLACES)[number] | QueryPart, string>>
type QueryPart = (typeof PARTS)[number]
/** The query alone. */
export type QuerySearch = Partial<Record<QueryPart, string>>

/** Takes what is a filled string and leaves the rest. */
export function readSearch(raw: Record<string, unknown>): BoardSearch {
  const search: BoardSearch = {}
  for (const key of [...PLACES, ...PARTS]) {
    const value = raw[key]
    // `q=42` is parsed as a number by the router.
    if (typeof value === 'string' ? value !== '' : typeof value === 'number') search[key] = String(value)
  }
  return search
}

/** The parts of an address that are a query, or null where there are none. */
export function querySearch(search: BoardSearch): QuerySearch | null {
  const { project: _project, view: _view, ...parts } = search
  return Object.keys(parts).length === 0 ? null : parts
}

/** What a view shows of which nothing was asked. */
export const USUAL: TaskQuery = {
  layout: 'board',
  groupBy: 'status',
  lanes: null,
  order: 'manual',
  conditions: {},
  showEmpty: true,
  showArchived: false,
}

/** The query that stands in the address; unknown words in it ask nothing. */
export function queryOf(search: QuerySearch): TaskQuery {
  const groupBy = known(search.group, GROUPING_NAMES) ?? USUAL.groupBy
  const lanes = known(search.lanes, GROUPING_NAMES) ?? USUAL.lanes
  return {
    layout: known(search.layout, LAYOUT_NAMES) ?? USUAL.layout,
    groupBy,
    lanes: lanes === groupBy ? null : lanes,
    order: known(search.order, ORDER_NAMES) ?? USUAL.order,
    conditions: conditionsOf(search),
    showEmpty: search.empty !== 'no',
    showArchived: search.archived === 'yes',
  }
}

function conditionsOf(search: QuerySearch): TaskConditions {
  const text = search.q?.trim().slice(0, MOST_TEXT)
  const all: Partial<Record<keyof TaskConditions, unknown>> = {
    status: list(search.status, (one) => known(one, STATUS_NAMES)),
    priority: list(search.priority, (one) => known(one, PRIORITY_NAMES)),
    label: list(search.label, idOf),
    project: list(search.in, idOf),
    agent: list(search.agent, (one) => (AGENT.test(one) ? one : undefined)),
    run: list(search.run, (one) => known(one, RUN_FILTER_NAMES)),
    due: list(search.due, (one) => known(one, DUE_FILTER_NAMES)),
    blocked: search.blocked === 'yes' ? true : search.blocked === 'no' ? false : undefined,
    text: text === '' ? undefined : text,
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as TaskConditions
}

/** How the query is written in the address: only what is not as usual. */
export function searchOf(query: TaskQuery): QuerySearch {
  const { conditions } = query
  const changed = <T extends string>(value: T | null, usual: T | null) =>
    value === usual ? undefined : (value ?? undefined)
  const all: Record<QueryPart, string | undefined> = {
    layout: changed(query.layout, USUAL.layout),
    group: changed(query.groupBy, USUAL.groupBy),
    lanes: changed(query.lanes, USUAL.lanes),
    order: changed(query.order, USUAL.order),
    status: conditions.status?.join(','),
    priority: conditions.priority?.join(','),
    label: conditions.label?.join(','),
    in: conditions.project?.join(','),
    agent: conditions.agent?.join(','),
    run: conditions.run?.join(','),
    due: conditions.due?.join(','),
    blocked: conditions.blocked === undefined ? undefined : conditions.blocked ? 'yes' : 'no',
    q: conditions.text,
    empty: query.showEmpty ? undefined : 'no',
    archived: query.showArchived ? 'yes' : undefined,
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as QuerySearch
}

/** Whether two queries ask the same; the order of alternatives says nothing. */
export function sameQuery(a: TaskQuery, b: TaskQuery): boolean {
  const words = (query: TaskQuery) =>
    Object.entries(searchOf(query)).map(([part, value]) =>
      part === 'q' ? `q=${value}` : `${part}=${value.split(',').sort().join(',')}`,
    )
  return words(a).sort().join('&') === words(b).sort().join('&')
}

/** Whether some tasks may be left out. */
export const isFiltered = (conditions: TaskConditions): boolean => Object.keys(conditions).length > 0

/** As long as the host takes it. */
const MOST_TEXT = 500
/** As many values of one part as it takes. */
const MOST_VALUES = 100
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const AGENT = /^\w[\w./ -]{0,99}$/

const idOf = (text: string) => (ID.test(text) ? text : undefined)

function known<T extends string>(text: string | undefined, words: Record<T, unknown>): T | undefined {
  return text !== undefined && Object.hasOwn(words, text) ? (text as T) : undefined
}

function list<T>(text: string | undefined, read: (one: string) => T | undefined): T[] | undefined {
  const values = new Set((text?.split(',') ?? []).map(read).filter((one) => one !== undefined))
  return values.size === 0 ? undefined : [...values].slice(0, MOST_VALUES)
}
