import { t } from './strings/t.ts'

// The page loads this file, so nothing of zod may stand in it.

/** Most characters that one call may type. */
export const MAX_TYPED = 64 * 1024

/** Sequences that colour, move or name things: CSI, OSC and the short ones. */
const SEQUENCES =
  // oxlint-disable-next-line no-control-regex -- what is looked for are control characters
  /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)|[PX^_][^\u001B]*\u001B\\|[ -/]*[0-~])/g

/** What a terminal's output says, without what only says how. */
export const withoutSequences = (output: string): string => output.replaceAll(SEQUENCES, '')

/** Output with the sequences that colour it, and none of the others. */
export const onlyColours = (output: string): string =>
  output
    // One that is still being printed.
    // oxlint-disable-next-line no-control-regex -- what is looked for are control characters
    .replace(/\u001B(?:\[[0-?]*[ -/]*)?$/, '')
    // oxlint-disable-next-line no-control-regex -- as above
    .replaceAll(SEQUENCES, (sequence) => (/^\u001B\[[\d;:]*m$/.test(sequence) ? sequence : ''))

/** What stands on each line in the end, where a program went back to its beginning and wrote over it. */
export const overwritten = (output: string): string =>
  output.includes('\r') ? output.replaceAll(/[^\n]*\r(?!\r*(?:\n|$))/g, '').replaceAll('\r', '') : output

/** Hosts that only this machine answers for, or that stand for all of its addresses. */
const HERE = /^(?:localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1?\]|(?:[a-z0-9-]+\.)+localhost)$/i
/** Whether an address leads to this machine. */
export const isHere = (url: URL): boolean => HERE.test(url.hostname)

/** Not the beginning of something longer, such as a name before an `@`. */
const ADDRESS =
  /\bhttps?:\/\/(?:\[[0-9a-f:.]*\]|[a-z0-9.-]+)(?::\d{1,5})?(?:\/[^\s"'`<>()[\]{}|\\^]*)?(?![@\w:]|[.-]\w)/gi
const SPOKEN =
  /\b(?:listen|run|start|serv|ready|bound|open)\w*\b[^\n]{0,60}?(?:port\s*[:=]?\s*|:)(\d{2,5})\b/gi

/**
 * Where a dev command says that it serves: an address of this machine, with `localhost` for all that mean it. The port
 * that it was offered wins; without an address, a sentence about that port does.
 */
export function devAddress(output: string, offeredPort: number | null): string | null {
  const text = withoutSequences(output)
  let first: string | null = null
  for (const [written] of text.matchAll(ADDRESS)) {
    const url = read(written.replace(/[.,;:!?]+$/, ''))
    if (url === null) continue
    if (offeredPort !== null && url.port === String(offeredPort)) return url.href
    first ??= url.href
  }
  if (first !== null || offeredPort === null) return first
  for (const [, port] of text.matchAll(SPOKEN))
    if (Number(port) === offeredPort) return `http://localhost:${offeredPort}/`
  return null
}

function read(written: string): URL | null {
  if (!URL.canParse(written)) return null
  const url = new URL(written)
  if (!isHere(url) || url.username !== '' || url.password !== '') return null
  if (/^(?:0\.0\.0\.0|\[::\])$/.test(url.hostname)) url.hostname = 'localhost'
  return url
}

/** Whether an address may be opened from a terminal: what prints it is not to be trusted. */
export const isWebLink = (address: string): boolean =>
  /^https?:\/\//i.test(address) && URL.canParse(address) && new URL(address).username === ''

/** Sequences that would end a bracketed paste from within, so that what follows is typed. */
// oxlint-disable-next-line no-control-regex -- what is looked for are control characters
const PASTE_MARKS = /\u001B\[20[01]~/g

/** Text as a terminal takes it when it is pasted: line ends as Enter gives them. */
export const pasted = (text: string): string => {
  let plain = text
  for (let before = ''; before !== plain; ) {
    before = plain
    plain = plain.replaceAll(PASTE_MARKS, '')
  }
  return plain.replaceAll(/\r?\n/g, '\r')
}

/** How a terminal ended, in words. */
export function endWords(end: { exitCode: number | null; signal: string | null }): string {
  const { signal, exitCode } = end
  if (signal !== null && signal !== 'SIGHUP') return t('Ended by {signal}', { signal })
  return signal !== null || exitCode === null || exitCode === 0
    ? t('Ended')
    : t('Ended with exit code {exitCode}', { exitCode })
}
