import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { sourceFiles } from './source-files.ts'
import { CATALOGUE, catalogueOf, gather, written } from './strings.ts'

describe('the texts of a file', () => {
  const rows: [source: string, texts: string[], problem?: RegExp][] = [
    [`t('Save')`, ['Save']],
    [
      `<b title={t('Save')}>{rich('<b>{name}</b> is done', { name, b })}</b>`,
      ['Save', '<b>{name}</b> is done'],
    ],
    [
      `t('{count, plural, one {# task} other {# tasks of {name}}}', { count, name: 'x' })`,
      [expect.any(String)],
    ],
    [`t('A {name}', values)`, ['A {name}']],
    ['t(`A ${name}`)', [], /one literal/],
    [`t(isOne ? 'A' : 'B')`, [], /one literal/],
    [`t('A {name}', { other })`, ['A {name}'], /no value for name[^]*does not use other/],
    [`t('A {name', { name })`, ['A {name'], /no ICU message/],
    [`t(' and ')`, [' and '], /white space/],
    [`<b>Saved</b>`, [], /“Saved” is in no catalogue/],
    [`<Button label="Save it" />`, [], /“Save it” is in no catalogue/],
    [`<Input placeholder="no limit" />`, [], /“no limit” is in no catalogue/],
    [`<Input placeholder="npm test" className="Any thing" />`, []],
    [`<Input placeholder="http://127.0.0.1:…/#token=…" />`, []],
    [`<b>{a} &nbsp;·</b>`, []],
  ]
  test.for(rows)('%s', ([source, texts, problem]) => {
    const found = gather(source)
    expect(found.texts).toEqual(texts)
    if (problem === undefined) expect(found.problems).toEqual([])
    else expect(found.problems.join('\n')).toMatch(problem)
  })
})

describe('the catalogue', () => {
  const { catalogue, problems } = catalogueOf(sourceFiles())

  test('can be worked with by a translator', () => {
    expect(problems).toEqual([])
  })

  test('is that of the page: `npm run strings` writes it anew', () => {
    expect(readFileSync(CATALOGUE, 'utf8')).toBe(written(catalogue))
  })
})
