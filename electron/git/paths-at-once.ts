/** Windows takes 32,767 characters for a whole command line, the fewest of all. */
const MOST_BYTES = 24_000

/** Paths in as many pieces as command lines need, for verbs of git that take them in no other way. */
export function* pathsAtOnce(paths: readonly string[]): Generator<string[]> {
  let piece: string[] = []
  let bytes = 0
  for (const path of paths) {
    const more = Buffer.byteLength(path) + 3
    if (piece.length > 0 && bytes + more > MOST_BYTES) {
      yield piece
      piece = []
      bytes = 0
    }
    piece.push(path)
    bytes += more
  }
  if (piece.length > 0) yield piece
}
