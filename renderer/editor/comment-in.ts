/**
 * Where the HTML comment stands in a node that Markdown takes for one: a block goes on to the end of its last line, and
 * one that is not closed to the end of the text.
 *
 * @returns offsets in the text, the end exclusive
 */
export function commentIn(text: string): { start: number; end: number } {
  const start = Math.max(0, text.indexOf('<!--'))
  const close = text.indexOf('-->', start)
  return { start, end: close === -1 ? text.length : close + '-->'.length }
}
