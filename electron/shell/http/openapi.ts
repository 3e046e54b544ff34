import { OpenAPIGenerator } from '@orpc/openapi'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import { z } from 'zod'
import { attachment } from '#shared/attachments.ts'
import { contract } from '#shared/contract.ts'
import { RECORD_TYPE } from '#shared/run-record-words.ts'
import {
  ATTACHMENT_PATH,
  ATTACHMENTS_PATH,
  EVENTS_PATH,
  RUN_LOG_PATH,
  RUN_RECORD_PATH,
  TERMINAL_STREAM_PATH,
} from './routes.ts'

type Document = Awaited<ReturnType<OpenAPIGenerator['generate']>>

/** The REST half of the contract with the streams that stand beside it, as OpenAPI 3.1. */
export async function describeApi(version: string): Promise<Document> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] })
  const document = await generator.generate(contract, {
    info: { title: 'OpenLinear', version },
    servers: [{ url: '/api' }],
    security: [{ bearer: [] }],
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: { Error: ERROR },
    },
  })
  const paths: Document['paths'] = {
    ...document.paths,
    [withoutPrefix(EVENTS_PATH)]: {
      get: {
        operationId: 'events',
        summary: 'The feed of changes. Each event is named after what changed; `reset` means: load all anew.',
        parameters: POSITION,
        responses: { 200: EVENT_STREAM },
      },
    },
    [withoutPrefix(RUN_LOG_PATH)]: {
      get: {
        operationId: 'runs.followLog',
        summary: 'The log of a run: `items` with an array of log items, then `end` when the run is over.',
        parameters: [RUN_ID, ...POSITION],
        responses: { 200: EVENT_STREAM },
      },
    },
    [withoutPrefix(ATTACHMENTS_PATH)]: {
      post: {
        operationId: 'attachments.add',
        summary: 'Keeps a file, sent as it is, of 20 MB at most. A text refers to it as `attachment:<id>`.',
        parameters: [{ name: 'name', in: 'query', required: false, schema: { type: 'string' } }],
        requestBody: { required: true, content: { 'application/octet-stream': {} } },
        responses: { 201: { description: 'Kept', content: { 'application/json': { schema: ATTACHMENT } } } },
      },
    },
    [withoutPrefix(ATTACHMENT_PATH)]: {
      get: {
        operationId: 'attachments.content',
        summary:
          'The content of an attachment. Pictures have their type; everything else is to be kept as a file.',
        parameters: [RUN_ID],
        responses: { 200: { description: 'The file', content: { 'application/octet-stream': {} } } },
      },
    },
    [withoutPrefix(TERMINAL_STREAM_PATH)]: {
      get: {
        operationId: 'terminals.follow',
        summary:
          'What a terminal shows, as `screen`, then its `output`, each with `data`; a new `screen` takes the place of all before. `end` comes with its process.',
        parameters: [RUN_ID],
        responses: { 200: EVENT_STREAM },
      },
    },
    [withoutPrefix(RUN_RECORD_PATH)]: {
      get: {
        operationId: 'runs.record',
        summary:
          'The run as a file of JSON Lines: `run`, then its log as `message`, `request`, `check` and `event`, then `end` once it is over.',
        parameters: [RUN_ID],
        responses: { 200: RECORD },
      },
    },
  }
  for (const path of Object.values(paths)) {
    for (const operation of [path?.get, path?.post, path?.put, path?.patch, path?.delete]) {
      if (operation !== undefined) operation.responses = { ...operation.responses, default: FAILURE }
    }
  }
  return { ...document, paths }
}

const withoutPrefix = (path: string) => path.replace(/^\/api/, '') as `/${string}`

const ERROR = {
  type: 'object' as const,
  required: ['code', 'message', 'details'],
  properties: {
    code: { type: 'string' as const },
    message: { type: 'string' as const },
    details: { type: ['object' as const, 'null' as const] },
  },
}

const ATTACHMENT = z.toJSONSchema(attachment, { io: 'output' }) as object

const FAILURE = {
  description: 'A failure, always in this shape',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
}

const EVENT_STREAM = {
  description: 'Server-sent events',
  content: { 'text/event-stream': { schema: { type: 'string' as const } } },
}

const RECORD = {
  description: 'A run record',
  content: { [RECORD_TYPE]: { schema: { type: 'string' as const } } },
}

const RUN_ID = { name: 'id', in: 'path' as const, required: true, schema: { type: 'string' as const } }
const integer = { type: 'integer' as const, minimum: 0 }
const POSITION = [
  { name: 'after', in: 'query' as const, schema: integer },
  { name: 'Last-Event-ID', in: 'header' as const, schema: integer },
]
