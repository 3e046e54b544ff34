type PaletteList = typeof import('../commands/palette/palette-list.tsx').PaletteList

let loaded: PaletteList | null = null

/** Brings the code of what the palette shows, which the first picture does without. */
export async function loadPalette(): Promise<PaletteList> {
  loaded ??= (await import('../commands/palette/palette-list.tsx')).PaletteList
  return loaded
}

/** It, once its code is here: what is there need not be waited for. */
export const loadedPalette = (): PaletteList | null => loaded
