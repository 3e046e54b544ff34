import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import MarkdownRendered from './markdown-rendered.tsx'

const html = (text: string) =>
  renderToStaticMarkup(<MarkdownRendered streaming={false}>{text}</MarkdownRendered>)

test.each([
  ['a script', '<script>alert(1)</script>ok'],
  ['a handler', '<b onclick="alert(1)">ok</b>'],
  ['a frame', '<iframe src="https://example.com"></iframe>ok'],
  ['a form', '<form action="/api/tasks"><button>Send</button></form>ok'],
  ['a look of its own', '<div style="position:fixed;inset:0" class="fixed inset-0">ok</div>'],
  ['an address that runs', '[a](javascript:alert(1)) <a href="vbscript:x">b</a> [c](data:text/html,x) ok'],
  ['a name that the page has for something', '<div id="root">ok</div> <b id="openlinear">ok</b>'],
  ['a key, or a place in the order of Tab', '<b accesskey="k" tabindex="1">ok</b>'],
  ['a picture from elsewhere', '<picture><source srcset="https://example.com/a.png"></picture> ok'],
])('what a text says to be %s is none', (_what, text) => {
  const made = html(text)
  expect(made).toContain('ok')
  expect(made).not.toMatch(
    /<(?:script|iframe|form|button|picture|source|img)\b|\s(?:on\w+|style|id|name|accesskey|tabindex|srcset)=|class="fixed|href="(?:javascript|vbscript|data):/i,
  )
})

test('a picture becomes a link to it, and links leave the page behind', () => {
  const made = html('![words](https://example.com/a.png) [there](https://example.com/b)')
  expect(made).not.toContain('<img')
  expect(made.match(/<a [^>]*>/g)).toEqual([
    '<a href="https://example.com/a.png" target="_blank" rel="noreferrer noopener">',
    '<a href="https://example.com/b" target="_blank" rel="noreferrer noopener">',
  ])
})

test('a footnote finds its words', () => {
  const made = html('words[^1]\n\n[^1]: more')
  expect(made).toContain('id="user-content-fn-1"')
})

test('a comment is not shown', () => {
  const made = html('before <!-- one --> after\n\n<!-- practice: greet -->')
  expect(made).toContain('after')
  expect(made).not.toMatch(/practice|one|!--/)
})

test('what a text may look like stays', () => {
  const made = html(
    '# H\n\n- [x] done\n\n| a |\n|---|\n| b |\n\n<details><summary>s</summary>in</details> <kbd>K</kbd> H<sub>2</sub>O',
  )
  for (const part of ['<h1', '<input', 'checked', '<table', '<details', '<summary', '<kbd', '<sub'])
    expect(made).toContain(part)
})
