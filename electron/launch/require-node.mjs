// Plain JavaScript with nothing newer than Node 20, so that an old Node gets a sentence and no stack trace.
// Everything else of the launcher is TypeScript, which Node itself strips from 22.18 on.

if (!process.features.typescript) {
  console.error(
    `OpenLinear needs Node 22.18 or newer and this is Node ${process.versions.node}: start it through npm ` +
      '(npm start, npm test), which uses the Node that npm install put into node_modules.',
  )
  process.exit(1)
}
