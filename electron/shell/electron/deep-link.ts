/** The scheme of links such as `openlinear://task/APP-12`. */
export const LINK_SCHEME = 'openlinear'

export type DeepLink = { to: 'task'; identifier: string }

/** What a link stands for; null for anything that is not exactly a link of ours: other programs make them up. */
export function readDeepLink(text: string): DeepLink | null {
  const identifier = /^openlinear:\/\/task\/([a-z][a-z0-9]{0,7}-\d{1,9})\/?$/i.exec(text)?.[1]
  return identifier === undefined ? null : { to: 'task', identifier: identifier.toUpperCase() }
}

/** The link in a command line: Windows and Linux start us with it. */
export const linkIn = (args: readonly string[]): string | undefined =>
  args.find((arg) => arg.toLowerCase().startsWith(`${LINK_SCHEME}:`))
