import { expect, test } from 'vitest'
import { speechLanguages } from './speech-language.ts'

test.each<[page: string, browser: string[], languages: string[]]>([
  ['en', ['en-US', 'en'], ['en-US']],
  ['en', ['en-GB', 'en'], ['en-GB', 'en-US']],
  ['en', ['de-DE', 'de', 'en'], ['en-US', 'de-DE']],
  ['de', ['de'], ['de-DE']],
  ['pt', ['pt-PT'], ['pt-PT', 'pt-BR']],
  ['zh-TW', ['zh-TW', 'ja'], ['zh-TW', 'zh-CN', 'ja-JP']],
  ['en-XA', ['en-XA'], ['en-XA', 'en-US']],
  ['en', ['x_y'], ['en-US', 'x_y']],
  ['en', [], ['en-US']],
])('a page in %s, a browser in %j', (page, browser, languages) => {
  expect(speechLanguages(page, browser)).toEqual(languages)
})
