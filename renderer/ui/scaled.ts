/** A length that is so many pixels where the text of the body has 13, and goes with it. */
export const scaled = (pixels: number) => `calc(${pixels}px * var(--scale))`
