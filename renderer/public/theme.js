// Draws the page as its user wants it, before anything is painted, and again when that or the system changes.
// A classic script: modules run after the first paint. `state/theme.ts` hands on what the settings say.
;(() => {
  const KEY = 'openlinear.appearance'
  const root = document.documentElement
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const moreContrast = matchMedia('(prefers-contrast: more)')
  const forcedColors = matchMedia('(forced-colors: active)')
  const lessMotion = matchMedia('(prefers-reduced-motion: reduce)')

  /** What was chosen last: the fields of the settings that say how the page looks. */
  let chosen = {}

  const of = (choice, system) => (choice === undefined || choice === 'system' ? system : choice)

  function draw() {
    const { theme, contrast, density, fontSize, motion } = chosen
    root.dataset.theme = of(theme, dark.matches ? 'dark' : 'light')
    root.dataset.contrast = of(contrast, moreContrast.matches || forcedColors.matches ? 'more' : 'normal')
    root.dataset.motion = of(motion, lessMotion.matches ? 'reduced' : 'full')
    root.dataset.density = density ?? 'comfortable'
    root.style.setProperty('--font-size', String(fontSize ?? 13))
  }

  try {
    chosen = JSON.parse(localStorage.getItem(KEY) ?? '{}')
  } catch {
    // Storage is refused or holds something else: as the system looks, until the settings are here.
  }
  draw()
  for (const query of [dark, moreContrast, forcedColors, lessMotion]) query.addEventListener('change', draw)

  window.drawAppearance = (choice) => {
    chosen = choice
    try {
      localStorage.setItem(KEY, JSON.stringify(choice))
    } catch {
      // Storage is refused: the next start looks as the system does until the settings are here.
    }
    draw()
  }
})()
