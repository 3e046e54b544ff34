import { median } from './rounds.ts'
import type { Result } from './figure.ts'

const HEAD = ['figure', 'ours', 'theirs', 'value', 'limit', '']

/** Lines of a table: each figure with its rounds below it. */
export function tableOf(results: readonly Result[]): string[] {
  const rows = results.map((result) => [
    result.what,
    middle(result.ours, result.unit),
    result.theirs === null ? '–' : middle(result.theirs, result.unit),
    result.theirs === null ? `${shown(result.value)} ${result.unit}` : `× ${result.value.toFixed(3)}`,
    limitOf(result),
    result.limit === null ? 'reported' : result.ok ? 'ok' : 'MISSED',
  ])
  const widths = HEAD.map((_, column) => Math.max(...[HEAD, ...rows].map((row) => row[column]?.length ?? 0)))
  const line = (cells: string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  const lines = [line(HEAD), line(widths.map((width) => '-'.repeat(width)))]
  for (const [index, result] of results.entries()) {
    lines.push(line(rows[index] ?? []))
    lines.push(`    ours   ${result.ours.map(shown).join('  ')}`)
    if (result.theirs !== null) lines.push(`    theirs ${result.theirs.map(shown).join('  ')}`)
  }
  return lines
}

function limitOf({ limit, theirs, unit }: Result): string {
  if (limit === null) return '–'
  return theirs === null ? `≤ ${limit} ${unit}` : `≤ × ${limit}`
}

const middle = (values: readonly number[], unit: string) => `${shown(median(values))} ${unit}`

/** Three digits that say something. */
const shown = (value: number) => (value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2))
