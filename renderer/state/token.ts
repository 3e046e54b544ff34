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

/** Asks the other open pages of this origin for the token; null when none answers in time. */
export function askOtherPages(patience = 400): Promise<string | null> {
  return new Promise((resolve) => {
    const channel = new BroadcastChannel(CHANNEL)
    const done = (token: string | null) => {
      clearTimeout(timer)
      channel.close()
      resolve(token)
    }
    const timer = setTimeout(() => done(null), patience)
    channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (typeof data !== 'object' || data === null || !('token' in data)) return
      if (typeof data.token === 'string' && data.token !== '') done(data.token)
    })
    channel.postMessage({ ask: true })
  })
}

/** Tells other pages of this origin the token when they ask, until the answer is called. */
export function answerOtherPages(token: string): () => void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'object' && data !== null && 'ask' in data)
      // It may have been changed for a new one since.
      channel.postMessage({ token: keptToken() ?? token })
  })
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
