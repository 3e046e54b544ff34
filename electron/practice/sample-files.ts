/** A file of the sample project; `path` uses forward slashes. */
export interface SampleFile {
  path: string
  content: string
}

const GREETING = `/** Greets somebody by name. */
export function greet(name) {
  return \`Hello, \${name}!\`
}
`

const GREETING_TEST = `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { greet } from '../src/greeting.js'

test('greets by name', () => {
  assert.equal(greet('Ada'), 'Hello, Ada!')
})
`

const MONEY = `/** Formats an amount of cents, such as \`$1,234.50\`. */
export function formatMoney(cents, symbol = '$') {
  const units = Math.trunc(cents / 100)
  const rest = String(cents % 100).padStart(2, '0')
  return \`\${symbol}\${units.toLocaleString('en-US')}.\${rest}\`
}
`

const MONEY_TEST = `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatMoney } from '../src/money.js'

test('formats cents', () => {
  assert.equal(formatMoney(123450), '$1,234.50')
  assert.equal(formatMoney(5), '$0.05')
})

test('takes another symbol', () => {
  assert.equal(formatMoney(9900, '€'), '€99.00')
})
`

const TEXT = `/** Turns a title into the last part of an address: \`Hello, World\` becomes \`hello-world\`. */
export function slugify(title) {
  const words = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
    .split(' ')
  return words.filter((word) => word !== '').join('-')
}

/** Turns a title into a variable's name: \`Hello, World\` becomes \`helloWorld\`. */
export function camelCase(title) {
  const words = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
    .split(' ')
  return words
    .filter((word) => word !== '')
    .map((word, index) => (index === 0 ? word : word[0].toUpperCase() + word.slice(1)))
    .join('')
}
`

const TEXT_TEST = `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { camelCase, slugify } from '../src/text.js'

test('makes slugs', () => {
  assert.equal(slugify('Hello, World'), 'hello-world')
  assert.equal(slugify('  ?!  '), '')
})

test('makes names', () => {
  assert.equal(camelCase('Hello, World'), 'helloWorld')
  assert.equal(camelCase('one TWO three'), 'oneTwoThree')
})
`

const README = `# pocket-kit

Small helpers for text and money, without dependencies.

## Tests

\`\`\`sh
node --test
\`\`\`
`

const LICENSE = `MIT License

Copyright (c) 2026 The OpenLinear founders

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
`

const MANIFEST = `{
  "name": "pocket-kit",
  "version": "1.0.0",
  "description": "Small helpers for text and money",
  "license": "MIT",
  "type": "module",
  "scripts": {
    "test": "node --test"
  }
}
`

/** The sample project: a tiny JavaScript library whose tests run with Node alone. */
export const sampleFiles: readonly SampleFile[] = [
  { path: 'LICENSE', content: LICENSE },
  { path: 'README.md', content: README },
  { path: 'package.json', content: MANIFEST },
  { path: 'src/greeting.js', content: GREETING },
  { path: 'src/money.js', content: MONEY },
  { path: 'src/text.js', content: TEXT },
  { path: 'test/greeting.test.js', content: GREETING_TEST },
  { path: 'test/money.test.js', content: MONEY_TEST },
  { path: 'test/text.test.js', content: TEXT_TEST },
]
