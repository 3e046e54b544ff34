/** What several promises came to, once each of them has ended. @throws what the first that failed has thrown */
export async function allEnded<T extends readonly unknown[]>(
  parts: {
    [Part in keyof T]: Promise<T[Part]>
  },
): Promise<T> {
  await Promise.allSettled(parts)
  return (await Promise.all(parts)) as unknown as T
}
