type TaskView = typeof import('./task-view.tsx').TaskView

let loaded: TaskView | null = null

/** Brings the code of a task's view. */
export async function loadTaskView(): Promise<TaskView> {
  loaded ??= (await import('./task-view.tsx')).TaskView
  return loaded
}

/** The view itself once its code is here: to wait for what is there would show an empty screen for a third of a second. */
export const loadedTaskView = (): TaskView | null => loaded

/** Brings it while the browser has nothing else to do: most who open the page go to a task. @returns how to stop */
export function loadTaskViewWhenIdle(): () => void {
  // The view asks for it again, and says what is wrong.
  const idle = requestIdleCallback(() => void loadTaskView().catch(() => undefined), { timeout: 10_000 })
  return () => cancelIdleCallback(idle)
}
