/** Words of the host, which mark commands and names with backticks. */
export const WithCode = ({ text }: { text: string }) =>
  text.split('`').map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <code key={index} className="text-11 text-fg">
        {part}
      </code>
    ),
  )
