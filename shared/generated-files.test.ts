import { expect, test } from 'vitest'
import { generatedByName } from './generated-files.ts'

test.each([
  ['package-lock.json', 'lockfile'],
  ['web/pnpm-lock.yaml', 'lockfile'],
  ['Cargo.lock', 'lockfile'],
  ['go.sum', 'lockfile'],
  ['dist/app.min.js', 'minified'],
  ['dist/app.js.map', 'map'],
  ['src/__snapshots__/a.test.ts.snap', 'snapshot'],
  ['node_modules/a/index.js', 'vendored'],
  ['src/lock.json', null],
  ['src/map.ts', null],
  ['admin.js', null],
  ['src/package-lock.json.ts', null],
  ['vendor/own.ts', null],
])('%s is %s', (path, why) => {
  expect(generatedByName(path)).toBe(why)
})
