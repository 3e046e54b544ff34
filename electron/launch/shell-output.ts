/** The address to open, token in the fragment, if this line of the headless shell says it is ready. */
export function addressIn(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined
  let said: { event?: unknown; url?: unknown; token?: unknown }
  try {
    said = JSON.parse(line)
  } catch {
    return undefined
  }
  if (said.event !== 'ready' || typeof said.url !== 'string' || typeof said.token !== 'string')
    return undefined
  const address = new URL(said.url)
  address.hash = `token=${encodeURIComponent(said.token)}`
  return address.href
}

/** A line of the shell's log for people: warnings and errors in words, nothing of what goes well. */
export function readableLog(line: string): string | undefined {
  if (!line.startsWith('{')) return line
  let said: { level?: unknown; msg?: unknown; time?: unknown }
  try {
    said = JSON.parse(line)
  } catch {
    return line
  }
  const { level, msg, time: _, ...data } = said
  if (typeof level !== 'number' || typeof msg !== 'string') return line
  if (level < WARN) return undefined
  const more = Object.keys(data).length > 0 ? ` ${JSON.stringify(data)}` : ''
  return `${level === WARN ? 'Warning' : 'Error'}: ${msg}${more}`
}

/** In pino's numbers. */
const WARN = 40
