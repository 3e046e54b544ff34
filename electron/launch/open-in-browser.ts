/** What opens the address in the user's browser; undefined where there is no screen to see it. */
export function openCommand(
  address: string,
  at: Pick<NodeJS.Process, 'platform' | 'env'>,
): [string, ...string[]] | undefined {
  if (at.platform === 'darwin') return ['open', address]
  if (at.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', address]
  return at.env.DISPLAY || at.env.WAYLAND_DISPLAY ? ['xdg-open', address] : undefined
}
