import type { Store, Tx } from '../store/store.ts'

/** An OpenAI-compatible endpoint by URL. */
export interface LocalProvider {
  /** `local-...` */
  id: string
  name: string
  baseUrl: string
  models: { id: string; name: string }[]
}

export const isLocalId = (id: string) => id.startsWith('local-')

/** In the order they were added. */
export async function loadLocal(db: Pick<Store['db'], 'selectFrom'>): Promise<LocalProvider[]> {
  const rows = await db
    .selectFrom('local_providers')
    .selectAll()
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    baseUrl: row.base_url,
    models: JSON.parse(row.models) as LocalProvider['models'],
  }))
}

/** Writes a new endpoint of the user's. */
export async function insertLocal(tx: Tx, local: LocalProvider, now: string): Promise<void> {
  await tx.db
    .insertInto('local_providers')
    .values({
      id: local.id,
      name: local.name,
      base_url: local.baseUrl,
      models: JSON.stringify(local.models),
      created_at: now,
      updated_at: now,
    })
    .execute()
}

/** Writes down which models an endpoint has. */
export async function writeModels(
  tx: Tx,
  id: string,
  models: LocalProvider['models'],
  now: string,
): Promise<void> {
  await tx.db
    .updateTable('local_providers')
    .set({ models: JSON.stringify(models), updated_at: now })
    .where('id', '=', id)
    .execute()
}

/** Forgets an endpoint; one that is gone already is fine. */
export async function deleteLocal(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('local_providers').where('id', '=', id).execute()
}

/** `local-` and the name in plain letters, with a number if another one has it. */
export function freeLocalId(name: string, taken: readonly LocalProvider[]): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40)
  const wanted = `local-${slug === '' ? 'endpoint' : slug}`
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? wanted : `${wanted}-${number}`
    if (!taken.some((one) => one.id === id)) return id
  }
}
