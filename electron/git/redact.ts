/**
 * Takes credentials out of every URL in a text: `https://user:secret@host` becomes `https://host`,
 * while `ssh://git@host` keeps its user, which is no secret.
 */
export function redact(text: string): string {
  return text.replace(
    /\b([a-z][a-z0-9+.-]{0,30}):\/\/([^/\s'"]{0,2000})@/gi,
    (whole, scheme: string, userInfo: string) => {
      const user = userInfo.split(':', 1)[0] ?? ''
      if (/^https?$/i.test(scheme)) return `${scheme}://`
      return userInfo.includes(':') ? `${scheme}://${user}@` : whole
    },
  )
}
