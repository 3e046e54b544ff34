/**
 * Ends us when npm is ended. It starts us through a shell and tells only that shell to go, which passes
 * nothing on, so a terminated `npm start` would leave everything running.
 */
export function endWithNpm(): void {
  if (process.platform === 'win32' || process.env.npm_lifecycle_event === undefined) return
  const shell = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === shell) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, 500)
  timer.unref()
}
