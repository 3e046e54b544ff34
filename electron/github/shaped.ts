import { z } from 'zod'
import { GithubError } from './github-error.ts'

/** @throws GithubError for an answer of another shape */
export function shaped<T extends z.ZodType>(shape: T, data: unknown, what: string): z.infer<T> {
  const parsed = shape.safeParse(data)
  if (parsed.success) return parsed.data
  throw new GithubError('server_error', `GitHub answered with something that is not ${what}.`, {
    cause: parsed.error,
  })
}

/** Those of a list that have the shape. @throws GithubError when it is no list */
export function shapedList<T extends z.ZodType>(shape: T, data: unknown, what: string): z.infer<T>[] {
  return shaped(z.array(z.unknown()), data, what).flatMap((one) => {
    const parsed = shape.safeParse(one)
    return parsed.success ? [parsed.data] : []
  })
}
