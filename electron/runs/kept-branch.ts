/**
 * The name of the user's branch that work gets which no row knows: `openlinear/app-12` becomes `kept/app-12`. Any text
 * makes a name that git takes.
 */
export function keptBranch(from: string): string {
  const parts = from
    .replace(/^openlinear[/-]/, '')
    .split('/')
    .map((part) =>
      part
        .replaceAll(/[^\w.-]+/g, '-')
        .replaceAll(/\.{2,}/g, '-')
        .replaceAll(/^[.-]+|[.-]+$/g, '')
        .replace(/\.lock$/i, '-lock'),
    )
    .filter((part) => part !== '')
  return `kept/${
    parts
      .join('/')
      .slice(0, 100)
      .replace(/[/.-]+$/, '') || 'work'
  }`
}
