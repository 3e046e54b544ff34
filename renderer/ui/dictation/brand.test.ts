import { expect, test } from 'vitest'
import { isProduct } from './brand.ts'

test.each<[string, string[] | undefined, boolean]>([
  ['Chrome', ['Google Chrome', 'Not;A=Brand', 'Chromium'], true],
  ['Edge', ['Microsoft Edge', 'Not_A Brand', 'Chromium'], true],
  ['Chromium of Debian', ['Not(A:Brand', 'Chromium'], false],
  ['Chromium without a window', ['HeadlessChrome', 'Not/A)Brand', 'Chromium'], false],
  ['no Chromium', undefined, true],
])('%s', (_, brands, is) => {
  expect(isProduct(brands?.map((brand) => ({ brand })))).toBe(is)
})
