import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from '@playwright/test'
import { ROOT } from '#electron/launch/root.ts'

/** Most JavaScript that the first view may need, in bytes as gzip sends them. */
const MOST_FIRST_JAVASCRIPT = 350_000

test('the first view needs little JavaScript', () => {
  const page = join(ROOT, 'out', 'renderer')
  const html = readFileSync(join(page, 'index.html'), 'utf8')
  const files = new Set(
    Array.from(html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g), ([, file]) => file!),
  )
  expect(files.size).toBeGreaterThan(0)
  const bytes = [...files].map((file) => gzipSync(readFileSync(join(page, file))).length)
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MOST_FIRST_JAVASCRIPT)
})
