/** How code is coloured: comments, too, can be read on every ground of a diff (axe measures it in high contrast). */
export const CODE_THEMES = { dark: 'github-dark-high-contrast', light: 'github-light-high-contrast' } as const
