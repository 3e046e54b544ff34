import { sourceFiles } from './source-files.ts'
import { writeCatalogue } from './strings.ts'

process.exitCode = writeCatalogue(sourceFiles())
