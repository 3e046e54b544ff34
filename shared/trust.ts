import { z } from 'zod'

/** Files of a repository that the agent's program would run or obey, and whether exactly these are trusted. */
export const trustReport = z.object({
  /** SHA-256 over paths and contents, in hexadecimal; null when there are none. */
  hash: z.string().nullable(),
  files: z.array(
    z.object({
      path: z.string(),
      /** Bytes. */
      size: z.number().int(),
      /** The text, cut at 100,000 characters; null when it is no text or a link. */
      text: z.string().nullable(),
    }),
  ),
  /** Nothing to trust counts as trusted. */
  trusted: z.boolean(),
})
export type TrustReport = z.infer<typeof trustReport>

export const trustHash = z.string().regex(/^[0-9a-f]{64}$/, 'the hash from the report, 64 hexadecimal digits')
