import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Notice } from './notice.tsx'
import { WithCode, withoutMarks } from './with-code.tsx'

const html = (text: string) =>
  renderToStaticMarkup(<WithCode text={text} />).replaceAll(/<code[^>]*>/g, '<code>')

test.each([
  ['Plain words.', 'Plain words.', 'Plain words.'],
  ['The check `npm test` fails.', 'The check <code>npm test</code> fails.', 'The check npm test fails.'],
  ['`a` and `b`', '<code>a</code> and <code>b</code>', 'a and b'],
  // One by itself marks nothing, and is shown.
  ['A lone ` stays', 'A lone ` stays', 'A lone ` stays'],
  ['`a` and ` b', '<code>a</code> and ` b', 'a and ` b'],
  ['`<b>`', '<code>&lt;b&gt;</code>', '<b>'],
  ['', '', ''],
])('%j', (text, drawn, plain) => {
  expect(html(text)).toBe(drawn)
  expect(withoutMarks(text)).toBe(plain)
})

test('a notice shows the code in its words, and leaves elements alone', () => {
  const drawn = renderToStaticMarkup(
    <Notice>
      Run `npm test`, {'`then`'} <b>`raw`</b>
    </Notice>,
  )
  expect(drawn.match(/<code/g)).toHaveLength(2)
  expect(drawn).toContain('<b>`raw`</b>')
})
