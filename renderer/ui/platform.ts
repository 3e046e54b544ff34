const name = typeof navigator === 'undefined' ? '' : navigator.platform
export const isMac = /mac|iphone|ipad/i.test(name)
