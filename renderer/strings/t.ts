// Constants of modules are made of texts, so each module that uses one waits here for the language.
import './language.ts'

export { locale, t, withoutIsolates } from '#shared/strings/t.ts'
