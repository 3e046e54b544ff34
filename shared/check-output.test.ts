import { describe, expect, it } from 'vitest'
import { tellingLines } from './check-output.ts'

const counted = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`)

describe('tellingLines', () => {
  it('tells a short output as it is, and the end of a long one', () => {
    expect(tellingLines('one\n\ntwo\n')).toBe('one\n\ntwo')
    expect(tellingLines('')).toBe('')
    expect(tellingLines(counted(30).join('\n'))).toBe(counted(30).slice(10).join('\n'))
  })

  it.each([
    'not ok 2 - subtracts',
    ' FAIL  src/a.test.ts > adds',
    '--- FAIL: TestAdd (0.00s)',
    '  ✗ adds',
    '✖ adds (1.2ms)',
    'FAILED tests/test_a.py::test_add - assert 1 == 2',
    'AssertionError: expected 1 to be 2',
    'error[E0308]: mismatched types',
    "src/a.ts(3,5): error TS2322: Type 'string'",
  ])('tells “%s” also where much follows', (line) => {
    const output = ['begin', line, ...counted(25)].join('\n')
    expect(tellingLines(output).split('\n')).toEqual([line, '[…]', ...counted(25).slice(5)])
  })

  it('takes what passes for no failure, and tells of many failures the first', () => {
    const passing = ['ok 1 - no errors', '✓ fails well', '0 failed', 'error-handling.test.ts passed']
    expect(tellingLines([...passing, ...counted(20)].join('\n'))).toBe(counted(20).join('\n'))
    const many = Array.from({ length: 50 }, (_, index) => `not ok ${index + 1}`)
    expect(tellingLines([...many, ...counted(20)].join('\n'))).toBe(
      [...many.slice(0, 8), '[…]', ...counted(20)].join('\n'),
    )
  })
})
