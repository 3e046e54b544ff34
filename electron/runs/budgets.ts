import { type Amounts, localDay, NOTHING, raisedBy, type UsedUp, usedUp } from '#shared/budget.ts'
import { unlessGone } from '#shared/errors.ts'
import { settingsFor } from '#shared/project-settings.ts'
import type { SystemInfo } from '#shared/system.ts'
import type { Projects } from '../projects/projects.ts'
import type { SettingsService } from '../settings/settings.ts'
import type { Store, Tx } from '../store/store.ts'
import type { RunChange, RunRow } from './run-rows.ts'

/** Of the day, in US dollars. */
export type Today = Pick<SystemInfo, 'spentToday' | 'raisedToday'>

type Reader = Pick<Tx['db'], 'selectFrom'>

const ofMoney = (cost: number): Amounts => ({ cost, minutes: 0 })

/**
 * What runs may cost, one by one and all of a day. What was spent, and what the user has added, stands in the rows;
 * whether that is too much is asked anew each time, so that neither a crash nor another setting is missed.
 */
export class Budgets {
  readonly #store: Store
  readonly #settings: SettingsService
  readonly #projects: Projects

  constructor(store: Store, settings: SettingsService, projects: Projects) {
    this.#store = store
    this.#settings = settings
    this.#projects = projects
  }

  /** The budget that keeps a run from spending more. */
  async stopping(row: RunRow): Promise<UsedUp | null> {
    return this.#run(row, await this.#projectOf(row)) ?? (await this.day())
  }

  #run(row: RunRow, project: Parameters<typeof settingsFor>[1] | null): UsedUp | null {
    if (project === null) return null
    const { maxRunCost } = settingsFor(this.#settings.stored(), project)
    return usedUp('run', ofMoney(row.cost), ofMoney(maxRunCost), ofMoney(row.raised_cost))
  }

  /** A project that is gone limits nothing: its run fails by itself and says why. */
  #projectOf(row: RunRow) {
    return this.#projects.get(row.project_id).catch(unlessGone)
  }

  /** The budget of the day, if it is used up. */
  async day(db: Reader = this.#store.db): Promise<UsedUp | null> {
    const { maxDayCost, maxDayMinutes } = this.#settings.stored()
    if (maxDayCost === 0 && maxDayMinutes === 0) return null
    const row = await db
      .selectFrom('day_spending')
      .selectAll()
      .where('day', '=', this.#localDay())
      .executeTakeFirst()
    if (row === undefined) return null
    return usedUp(
      'day',
      { cost: row.cost, minutes: row.worked_ms / 60_000 },
      { cost: maxDayCost, minutes: maxDayMinutes },
      { cost: row.raised_cost, minutes: row.raised_minutes },
    )
  }

  /** What was spent today, and what the user has added to the day's budget. */
  async today(): Promise<Today> {
    const row = await this.#store.db
      .selectFrom('day_spending')
      .select(['cost', 'raised_cost'])
      .where('day', '=', this.#localDay())
      .executeTakeFirst()
    return { spentToday: row?.cost ?? NOTHING.cost, raisedToday: row?.raised_cost ?? NOTHING.cost }
  }

  #localDay(): string {
    return localDay(new Date(this.#store.now()))
  }

  /**
   * The user goes on: adds one more budget, unless it is not used up any more. What is added to the day is written
   * here.
   *
   * @returns what changes in the run's row
   */
  async raise(tx: Tx, scope: 'run' | 'day', row: RunRow): Promise<RunChange> {
    if (scope === 'run') {
      const used = this.#run(row, await this.#projects.getIn(tx, row.project_id))
      return used === null ? {} : { raised_cost: raisedBy(used) }
    }
    const used = await this.day(tx.db)
    if (used === null) return {}
    const raised = raisedBy(used)
    await tx.db
      .updateTable('day_spending')
      .set(used.of === 'cost' ? { raised_cost: raised } : { raised_minutes: raised })
      .where('day', '=', this.#localDay())
      .execute()
    return {}
  }

  /** What the runs of a batch have cost so far, each of them once. */
  async costOfBatch(batchId: string, db: Reader = this.#store.db): Promise<number> {
    const { cost } = await db
      .selectFrom('runs')
      .select((row) => row.fn.sum<number | null>('cost').as('cost'))
      .where('batch_id', '=', batchId)
      .executeTakeFirstOrThrow()
    return cost ?? NOTHING.cost
  }
}
