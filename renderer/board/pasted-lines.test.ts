import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { linesIn } from './pasted-lines.ts'

const titles = (text: string) => linesIn(text).map(({ title }) => title)

describe('lines that become tasks', () => {
  test('marks of lists and empty lines are left out', () => {
    expect(titles('- One\n\n* Two\n  + Three\n• Four\n1. Five\n12) Six\nSeven')).toEqual([
      'One',
      'Two',
      'Three',
      'Four',
      'Five',
      'Six',
      'Seven',
    ])
  })

  test('boxes say what is done', () => {
    expect(linesIn('- [ ] Open\n- [x] Done\n[X] Done, too')).toEqual([
      { title: 'Open', description: '', isDone: false },
      { title: 'Done', description: '', isDone: true },
      { title: 'Done, too', description: '', isDone: true },
    ])
  })

  test('what looks like a mark within words stays', () => {
    expect(titles('-1 is less than 0\n3.5 is a number\n2026 budget')).toEqual([
      '-1 is less than 0',
      '3.5 is a number',
      '2026 budget',
    ])
  })

  test('marks by themselves are no tasks', () => {
    expect(titles('-\n- \n* [ ]\n- [ ] \r\nReal')).toEqual(['Real'])
  })

  test('a line that is too long for a title goes on in the description', () => {
    const [line] = linesIn(`${'word '.repeat(150)}end`)
    expect(line?.title.length).toBeLessThanOrEqual(500)
    expect(`${line?.title} ${line?.description}`).toBe(`${'word '.repeat(150)}end`)
  })

  test('no word is lost, and every title can be kept', () => {
    const words = fc.stringMatching(/^[a-z]{1,20}$/)
    fc.assert(
      fc.property(fc.array(fc.array(words, { minLength: 1, maxLength: 60 }), { maxLength: 8 }), (lines) => {
        const found = linesIn(lines.map((line) => line.join(' ')).join('\n'))
        expect(found.map(({ title, description }) => `${title} ${description}`.trim())).toEqual(
          lines.map((line) => line.join(' ')),
        )
        for (const { title } of found) expect(title.length).toBeLessThanOrEqual(500)
      }),
    )
  })
})
