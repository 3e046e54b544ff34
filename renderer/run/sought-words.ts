import { createContext } from 'react'

/** What is looked for in a row that was found: what holds it back beneath a fold shows it. */
export const SoughtWords = createContext('')
