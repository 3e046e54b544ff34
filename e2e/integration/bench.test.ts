import { describe, expect, it } from 'vitest'
import { absolute, compared } from '../bench/figure.ts'
import { interleave, median, medianRatio } from '../bench/rounds.ts'
import { tableOf } from '../bench/table.ts'

describe('the arithmetic of the bench', () => {
  it('takes the middle value, or the mean of the two in the middle', () => {
    expect(median([30, 1, 2])).toBe(2)
    expect(median([4, 1, 3, 2])).toBe(2.5)
    expect(() => median([])).toThrow('no median')
  })

  it('compares round by round, and not median with median', () => {
    expect(medianRatio({ ours: [10, 300, 20], theirs: [10, 100, 40] })).toBe(1)
  })

  it('measures both sides in turn, and lets the other one begin in every second round', async () => {
    const order: string[] = []
    const side = (name: string) => async (round: number) => order.push(`${name}${round}`)
    const measured = await interleave(3, side('ours'), side('theirs'))
    expect(order).toEqual(['ours0', 'theirs0', 'theirs1', 'ours1', 'ours2', 'theirs2'])
    expect([measured.ours, measured.theirs]).toEqual([
      [1, 4, 5],
      [2, 3, 6],
    ])
  })

  it('meets a target at its limit and misses it above', () => {
    expect(compared('one', { ours: [11], theirs: [10] }, 1.1)).toMatchObject({ value: 1.1, ok: true })
    expect(compared('one', { ours: [12], theirs: [10] }, 1.1).ok).toBe(false)
    expect(absolute('delay', [1, 11, 12], 'ms', 10)).toMatchObject({ value: 11, ok: false })
    // Where not a single round may miss it.
    expect(absolute('longest', [1, 1, 12], 'ms', 10, 12)).toMatchObject({ value: 12, ok: false })
    expect(absolute('word', [9000], 'ms', null)).toMatchObject({ value: 9000, ok: true })
  })

  it('prints every round, and says what was missed', () => {
    const lines = tableOf([
      compared('runs', { ours: [1200, 1000], theirs: [1000, 1000] }, 1.05),
      absolute('delay', [2], 'ms', 10),
      absolute('word', [5], 'ms', null),
    ])
    expect(lines[2]).toMatch(/^runs +1100 ms +1000 ms +× 1\.100 +≤ × 1\.05 +MISSED$/)
    expect(lines.slice(3, 5)).toEqual(['    ours   1200  1000', '    theirs 1000  1000'])
    expect(lines[5]).toMatch(/^delay +2\.00 ms +– +2\.00 ms +≤ 10 ms +ok$/)
    expect(lines[7]).toMatch(/^word +5\.00 ms +– +5\.00 ms +– +reported$/)
  })
})
