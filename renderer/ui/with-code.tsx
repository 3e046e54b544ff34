import type { ReactNode } from 'react'

/** Words of the host, which mark commands and names with backticks: what stands between two of them is code. */
export const WithCode = ({ text }: { text: string }): ReactNode =>
  text.split(MARKED).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <code key={index} className="text-11 text-fg">
        {part}
      </code>
    ),
  )

/** The same where there can be no code, such as under the pointer. */
export const withoutMarks = (text: string): string => text.replaceAll(MARKED, '$1')

const MARKED = /`([^`]+)`/g
