// Applies the theme chosen last before anything is painted. `state/theme.ts` keeps the choice.
;(() => {
  let choice = 'system'
  try {
    choice = localStorage.getItem('openlinear.theme') || 'system'
  } catch {
    // Storage is refused: follow the system.
  }
  const dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
})()
