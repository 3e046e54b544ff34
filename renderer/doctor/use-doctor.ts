import type { DoctorReport } from '#shared/doctor.ts'
import { createStore } from 'zustand/vanilla'
import { problemOf } from '../state/errors.ts'
import { useSelected } from '../state/hooks.ts'
import { client } from '../state/transport.ts'

type Doctor = { report: DoctorReport | null; error: string | null; busy: boolean }

const store = createStore<Doctor>(() => ({ report: null, error: null, busy: false }))
let asked: Promise<void> | null = null

/** Has the host look at everything again. */
export function runDoctor(): Promise<void> {
  store.setState({ busy: true })
  asked ??= client.doctor
    .report()
    .then(
      (report) => store.setState({ report, error: null }),
      (error: unknown) => store.setState({ error: problemOf(error).message }),
    )
    .finally(() => {
      asked = null
      store.setState({ busy: false })
    })
  return asked
}

const all = (state: Doctor) => state

/** The last report; {@link runDoctor} makes one. */
export const useDoctor = (): Doctor => useSelected(store, all)
