import { AppError } from '#shared/errors.ts'

/**
 * Refuses text that cannot be kept or passed on as it is: SQLite keeps no half of a surrogate pair, and
 * neither a file's name nor a command can hold a NUL.
 *
 * @throws AppError BAD_REQUEST naming the field
 */
export function requireSoundText(input: unknown): void {
  const left: { value: unknown; path: string }[] = [{ value: input, path: '' }]
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { value, path } = next
    if (typeof value === 'string') requireSound(value, path)
    else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        requireSound(key, path)
        left.push({ value: inner, path: path === '' ? key : `${path}.${key}` })
      }
    }
  }
}

function requireSound(text: string, path: string): void {
  const isWhole = text.isWellFormed()
  if (isWhole && !text.includes('\0')) return
  const what = isWhole ? 'a NUL character' : 'half of a surrogate pair'
  const field = (path === '' ? 'input' : path).slice(0, 200).toWellFormed()
  const message = `holds ${what}, which no text can keep. Take it out.`
  throw new AppError('BAD_REQUEST', `${field}: ${message}`, { issues: [{ field, message }] })
}
