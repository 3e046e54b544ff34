import type { Campaign } from './kills-campaign.ts'
import { HOWS } from './kills-plan.ts'
import { aligned, type Result } from './table.ts'

/** From so many kills on, every point of the journal has to be among them, with the host and with its group. */
const COVERS_FROM = 200

/**
 * A campaign as a line of the results. What was to be hit and was not counts as a violation.
 *
 * @param points of the journal that are its own
 */
export function campaignResult(
  name: string,
  campaign: Campaign,
  points: readonly string[],
  ms: number,
): Result {
  const { kills, missed, runs, violations, cut } = campaign
  const isWhole = cut === 0
  const found = [...violations, ...(isWhole && kills >= COVERS_FROM ? missing(campaign, points) : [])]
  return {
    name,
    what: `${kills} kills (${missed} of them at rest), ${runs} runs${isWhole ? '' : `, ${cut} stories cut or not begun`}`,
    outcome: found.length > 0 ? 'violated' : isWhole ? 'holds' : 'broken off',
    ms,
    violations: found,
  }
}

function missing({ hits }: Campaign, points: readonly string[]): string[] {
  return points.flatMap((point) =>
    (['host', 'group'] as const)
      .filter((how) => (hits.get(point)?.get(how) ?? 0) === 0)
      .map((how) => `no kill of the ${how} came at ${point}`),
  )
}

/** How often what was killed where, as a Markdown table. */
export function hitTable({ hits }: Campaign, points: readonly string[]): string {
  const others = [...hits.keys()].filter((where) => !points.includes(where)).sort()
  const rows = [...points, ...others].map((where) => [
    where,
    ...HOWS.map((how) => String(hits.get(where)?.get(how) ?? 0)),
  ])
  const [head = '', ...body] = aligned([['Killed at', ...HOWS], ...rows])
  return [head, head.replaceAll(/[^|]/g, '-'), ...body].join('\n')
}
