/** Largest call that holds a file to be imported, in bytes: five million characters, as JSON writes them. */
export const MAX_IMPORT = 20 << 20
