/** Every third event is spoilt, each in another way than the last. */
const EVERY = 3
let seen = 0

/**
 * Spoils a message of OpenCode's event stream.
 *
 * @param times how many were spoilt before it
 * @returns what stands in its place, or null when it stays as it is
 */
export function spoil(message: string, times: number): string | null {
  const type = /"payload":\{"id":"[^"]*","type":"([^"]+)"/.exec(message)?.[1]
  if (type === undefined || !/^(?:message|permission|question|session|todo)\./.test(type)) return null
  seen += 1
  if (seen % EVERY !== 0) return null
  const ways = [cut, retyped, misaddressed, (whole: string) => `${STRANGERS}\n\n${whole}`]
  return (ways[times % ways.length] ?? cut)(message)
}

/** Not all of its JSON. */
const cut = (message: string) => message.slice(0, Math.ceil(message.length * 0.7))

/** Numbers for words and words for numbers, save what says which kind it is and whose. */
function retyped(message: string): string {
  const sent = JSON.parse(message.replace(/^data: /, '')) as object
  const text = JSON.stringify(sent, (key, value: unknown) => {
    if (key === 'type' || key === 'sessionID') return value
    if (typeof value === 'string') return value.length
    return typeof value === 'number' ? String(value) : value
  })
  return `data: ${text}`
}

/** Of a session whose id is none. */
const misaddressed = (message: string) => message.replaceAll(/"sessionID":"[^"]*"/g, '"sessionID":[null]')

/** Kinds that nobody has heard of, and what is no event at all. */
const STRANGERS = [
  '{"payload":{"id":"evt_1","type":"session.dreamt","properties":{"sessionID":"ses_1","dream":{}}}}',
  '{"payload":{"id":"evt_2","type":"__proto__","properties":null}}',
  '{"payload":null}',
  'null',
  '"word"',
]
  .map((data) => `data: ${data}`)
  .join('\n\n')
