import type { Arrangement } from '../state/arrange.ts'
import { cellKey } from '../state/arrange.ts'

/** The group that a cell is of, and its swimlane. */
export type Place = { column: string; lane: string | null }

/** Cells as they stand on the screen, for moving among them. */
export type Grid = {
  /** A board has a row for each lane, a list one for each group with a single cell in it. What is collapsed is left out. */
  rows: readonly (readonly string[])[]
  cells: ReadonlyMap<string, readonly string[]>
  places: ReadonlyMap<string, Place>
}

export type Direction = 'up' | 'down' | 'left' | 'right'

/** `index` counts the cards of the cell, without the moved ones where some are moved. */
export type Spot = { cell: string; index: number }

export function gridOf(
  { columns, lanes, cells }: Pick<Arrangement, 'columns' | 'lanes' | 'cells'>,
  layout: 'board' | 'list',
  isCollapsed: (kind: 'column' | 'lane', key: string) => boolean,
): Grid {
  const places = new Map<string, Place>()
  for (const column of columns)
    for (const lane of lanes ?? [null]) places.set(cellKey(column, lane), { column, lane })
  const open = columns.filter((column) => !isCollapsed('column', column))
  const rows =
    layout === 'list'
      ? open.map((column) => [cellKey(column, null)])
      : (lanes?.filter((lane) => !isCollapsed('lane', lane)) ?? [null]).map((lane) =>
          open.map((column) => cellKey(column, lane)),
        )
  return { rows, cells, places }
}

const idsOf = (grid: Grid, cell: string | undefined): readonly string[] =>
  cell === undefined ? [] : (grid.cells.get(cell) ?? [])

/** Where a card stands; one with several labels may stand in several cells, and is looked for in `cell` first. */
export function spotOf(grid: Grid, id: string, cell: string | null = null): Spot | null {
  if (cell !== null && grid.rows.some((row) => row.includes(cell))) {
    const index = idsOf(grid, cell).indexOf(id)
    if (index !== -1) return { cell, index }
  }
  for (const row of grid.rows) {
    for (const key of row) {
      const index = idsOf(grid, key).indexOf(id)
      if (index !== -1) return { cell: key, index }
    }
  }
  return null
}

export const idAt = (grid: Grid, spot: Spot): string | undefined => idsOf(grid, spot.cell)[spot.index]

/** The first card there is. */
export function firstSpot(grid: Grid): Spot | null {
  for (const row of grid.rows)
    for (const cell of row) if (idsOf(grid, cell).length > 0) return { cell, index: 0 }
  return null
}

function positionOf(grid: Grid, cell: string): { row: number; at: number } | null {
  for (const [row, cells] of grid.rows.entries()) {
    const at = cells.indexOf(cell)
    if (at !== -1) return { row, at }
  }
  return null
}

/**
 * Where the next card is. Sideways it is the one at the same height in the next column that has cards; above and below
 * a cell come those of the next lane or group.
 */
export function neighbour(grid: Grid, spot: Spot, direction: Direction): Spot | null {
  const position = positionOf(grid, spot.cell)
  if (position === null) return null
  const isBack = direction === 'up' || direction === 'left'
  const step = isBack ? -1 : 1
  if (direction === 'up' || direction === 'down') {
    const index = spot.index + step
    if (index >= 0 && index < idsOf(grid, spot.cell).length) return { cell: spot.cell, index }
    for (let row = position.row + step; grid.rows[row] !== undefined; row += step) {
      const cell = grid.rows[row]?.[position.at]
      const count = idsOf(grid, cell).length
      if (cell !== undefined && count > 0) return { cell, index: isBack ? count - 1 : 0 }
    }
    return null
  }
  const cells = grid.rows[position.row] ?? []
  for (let at = position.at + step; cells[at] !== undefined; at += step) {
    const cell = cells[at]
    const count = idsOf(grid, cell).length
    if (cell !== undefined && count > 0) return { cell, index: Math.min(spot.index, count - 1) }
  }
  return null
}

/**
 * Where a card goes when it is moved one step; null = there is nothing in that direction.
 *
 * @param inOrder whether cards can be moved within their cell
 */
export function stepTarget(grid: Grid, spot: Spot, direction: Direction, inOrder: boolean): Spot | null {
  const position = positionOf(grid, spot.cell)
  if (position === null) return null
  const step = direction === 'up' || direction === 'left' ? -1 : 1
  const isUpright = direction === 'up' || direction === 'down'
  if (isUpright && inOrder) {
    const index = spot.index + step
    if (index >= 0 && index < idsOf(grid, spot.cell).length) return { cell: spot.cell, index }
  }
  const isList = grid.rows.every((row) => row.length <= 1)
  const cell =
    isUpright || isList
      ? grid.rows[position.row + step]?.[position.at]
      : grid.rows[position.row]?.[position.at + step]
  if (cell === undefined) return null
  const count = idsOf(grid, cell).length
  if (!isUpright) return { cell, index: Math.min(spot.index, count) }
  return { cell, index: step === 1 ? 0 : count }
}

/** The ids between two cards of one cell, both with them; else the second alone. */
export function rangeOf(grid: Grid, cell: string, from: string | null, to: string): readonly string[] {
  const ids = idsOf(grid, cell)
  const [a, b] = [from === null ? -1 : ids.indexOf(from), ids.indexOf(to)]
  return a === -1 || b === -1 ? [to] : ids.slice(Math.min(a, b), Math.max(a, b) + 1)
}
