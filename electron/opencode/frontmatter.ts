/**
 * The frontmatter of a Markdown file, as far as agents need it: words, truth values and maps of them, by
 * indentation. What else YAML can say is left out.
 */
export function frontmatter(text: string): Record<string, unknown> {
  const [, block] = /^\uFEFF?---\r?\n([^]*?)\r?\n---\s*(?:\r?\n|$)/.exec(text) ?? []
  return block === undefined ? {} : readMap(block.split(/\r?\n/), -1)
}

/** Takes the lines that are indented deeper than `outer` off the front of `lines`. */
function readMap(lines: string[], outer: number): Record<string, unknown> {
  const map: Record<string, unknown> = {}
  for (let line = lines[0]; line !== undefined; line = lines[0]) {
    if (/^\s*(?:#|$)/.test(line)) {
      lines.shift()
      continue
    }
    const depth = indentOf(line)
    if (depth <= outer) break
    lines.shift()
    const [, key, value] = /^\s*("[^"]*"|'[^']*'|[^\s"'][^:]*?)\s*:(?:\s+(.*))?$/.exec(line) ?? []
    if (key === undefined) continue
    const rest = (value ?? '').trim()
    if (/^[|>][-+]?$/.test(rest)) map[unquoted(key)] = readText(lines, depth)
    else map[unquoted(key)] = rest === '' ? readMap(lines, depth) : scalar(rest)
  }
  return map
}

function readText(lines: string[], outer: number): string {
  const text: string[] = []
  while (lines[0] !== undefined && (lines[0].trim() === '' || indentOf(lines[0]) > outer))
    text.push(lines.shift()?.trim() ?? '')
  return text.join(' ').trim()
}

const indentOf = (line: string) => line.length - line.trimStart().length

function scalar(text: string): unknown {
  if (/^["']/.test(text)) return unquoted(text)
  const bare = text.replace(/\s+#.*$/, '')
  return bare === 'true' ? true : bare === 'false' ? false : bare
}

function unquoted(text: string): string {
  const [, quoted] = /^(?:"(.*)"|'.*')\s*(?:#.*)?$/.exec(text) ?? []
  if (quoted !== undefined) return quoted.replaceAll('\\"', '"')
  return text.startsWith("'") ? text.replace(/^'(.*)'\s*(?:#.*)?$/, '$1').replaceAll("''", "'") : text
}
