const KEY = 'openlinear.token'

/**
 * The token that the host printed. It comes once, in the address' fragment (which no server sees), is
 * kept for this tab, and leaves the address bar.
 */
export function takeToken(): string | null {
  const given = new URLSearchParams(location.hash.slice(1)).get('token')
  if (given !== null && given !== '') {
    history.replaceState(history.state, '', location.pathname + location.search)
    keepToken(given)
    return given
  }
  return keptToken()
}

function keptToken(): string | null {
  try {
    return sessionStorage.getItem(KEY)
  } catch {
    return null
  }
}

export function keepToken(token: string): void {
  try {
    sessionStorage.setItem(KEY, token)
  } catch {
    // Storage is refused: the token lasts until the page is left.
  }
}

export function dropToken(): void {
  try {
    sessionStorage.removeItem(KEY)
  } catch {
    // Nothing was kept.
  }
}

const CHANNEL = 'openlinear-token'

/** How long the user is not asked for the token because another page may know it, in milliseconds. */
const PATIENCE_MS = 400

/**
 * Asks the other open pages of this origin for the token, and goes on listening: a busy one answers late, and one that
 * is still being opened tells it once it is.
 *
 * @param onSilence nobody has answered so far: it is time to ask the user
 * @returns how to stop
 */
export function askOtherPages(onToken: (token: string) => void, onSilence: () => void): () => void {
  const channel = new BroadcastChannel(CHANNEL)
  const timer = setTimeout(onSilence, PATIENCE_MS)
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (typeof data !== 'object' || data === null || !('token' in data)) return
    if (typeof data.token === 'string' && data.token !== '') onToken(data.token)
  })
  channel.postMessage({ ask: true })
  return () => {
    clearTimeout(timer)
    channel.close()
  }
}

/** Tells other pages of this origin the token, now and when they ask, until the answer is called. */
export function answerOtherPages(token: string): () => void {
  const channel = new BroadcastChannel(CHANNEL)
  // It may have been changed for a new one since.
  const tell = () => channel.postMessage({ token: keptToken() ?? token })
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'object' && data !== null && 'ask' in data) tell()
  })
  tell()
  return () => channel.close()
}

/** The token in what somebody pasted, or is still typing: the token itself, or the whole address. */
export function tokenIn(text: string): string {
  const trimmed = text.trim()
  const [, written] = /[#&?]token=([^&\s]+)/.exec(trimmed) ?? []
  return written === undefined ? trimmed : (new URLSearchParams(`token=${written}`).get('token') ?? '')
}

/** The address in what somebody pasted; null when it is none. */
export function addressIn(text: string): URL | null {
  const url = URL.parse(text.trim())
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : null
}
