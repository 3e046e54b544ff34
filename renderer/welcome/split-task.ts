/** Characters that a title may have. */
const LONGEST = 500

/** The first line of what was written as the title, the rest as the description. A line too long for one is both. */
export function splitTask(text: string): { title: string; description: string } {
  const [line = '', ...rest] = text.trim().split('\n')
  const title = line.trim()
  if (title.length <= LONGEST) return { title, description: rest.join('\n').trim() }
  return { title: `${title.slice(0, LONGEST - 1)}…`, description: text.trim() }
}
