// The page loads this file, so nothing of zod may stand in it.

/** What a budget is for. */
export type BudgetScope = 'run' | 'batch' | 'day'

/** US dollars and minutes. In a budget, 0 = no limit. */
export interface Amounts {
  cost: number
  minutes: number
}

export const NOTHING: Amounts = { cost: 0, minutes: 0 }

/** A budget that has been reached. */
export interface UsedUp {
  scope: BudgetScope
  of: keyof Amounts
  spent: number
  /** As it is set. */
  budget: number
  /** The same with what the user has added. */
  limit: number
}

/**
 * Whether what was spent has reached its budget. Who does not know what it costs, such as a model on this machine,
 * says 0 and reaches none.
 *
 * @param raised what the user has added to the budget
 */
export function usedUp(
  scope: BudgetScope,
  spent: Amounts,
  budget: Amounts,
  raised: Amounts = NOTHING,
): UsedUp | null {
  const reached = (['cost', 'minutes'] as const).find(
    (of) => budget[of] > 0 && spent[of] > 0 && spent[of] >= budget[of] + raised[of],
  )
  return reached === undefined
    ? null
    : {
        scope,
        of: reached,
        spent: spent[reached],
        budget: budget[reached],
        limit: budget[reached] + raised[reached],
      }
}

/** All that the user has added to a budget who goes on: one more of it, or as many as make more than was spent. */
export function raisedBy({ spent, budget, limit }: UsedUp): number {
  const more = Math.floor((spent - limit) / budget) + 1
  return limit - budget + more * budget
}

/** `$5.02`; what is small with two digits that say something. */
export const dollars = (amount: number): string =>
  `$${amount > 0 && amount < 0.1 ? Number(amount.toPrecision(2)) : amount.toFixed(2)}`

const amountOf = (of: keyof Amounts, amount: number): string => {
  if (of === 'cost') return dollars(amount)
  const minutes = Math.floor(amount)
  return minutes === 1 ? '1 minute' : `${minutes} minutes`
}

const SPENT: Record<BudgetScope, Record<keyof Amounts, (amount: string) => string>> = {
  run: {
    cost: (amount) => `The agent has cost ${amount}`,
    minutes: (amount) => `The agent has worked for ${amount}`,
  },
  batch: {
    cost: (amount) => `The batch has cost ${amount}`,
    minutes: (amount) => `The batch has taken ${amount}`,
  },
  day: {
    cost: (amount) => `Today’s runs have cost ${amount}`,
    minutes: (amount) => `Agents have worked for ${amount} today`,
  },
}

/** A sentence that says so. */
export function usedUpWords({ scope, of, spent, budget, limit }: UsedUp): string {
  const name =
    limit > budget ? `the budget for this ${scope} was raised to` : `the budget for one ${scope} is`
  return `${SPENT[scope][of](amountOf(of, spent))}, ${name} ${amountOf(of, limit)}.`
}

/** What going on adds, such as `$5.00`. */
export const moreOf = (used: UsedUp): string => amountOf(used.of, raisedBy(used) - (used.limit - used.budget))

/** `YYYY-MM-DD`, where the clock is. */
export function localDay(moment: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`
}
