type Brand = { readonly brand: string }

/**
 * Whether a Chromium is somebody's product, such as Chrome or Edge, by the brands that it tells. One that is nobody's (as
 * Debian packs it) says of every language that it could be downloaded, but the recogniser is a part of Chrome that it
 * has neither the source nor the key for (https://github.com/brave/brave-browser/issues/55414: the same in Brave, until
 * it had its own). A browser that is no Chromium tells no brands.
 */
export const isProduct = (brands: readonly Brand[] | undefined): boolean =>
  brands === undefined ||
  brands.some(({ brand }) => !/^(?:Chromium|HeadlessChrome|[^a-z]*not[^a-z]*a[^a-z]*brand)$/i.test(brand))
