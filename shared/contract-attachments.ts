import { attachment } from './attachments.ts'
import { byId, get } from './contract-routes.ts'

/** Files beside texts. Their content travels beside the contract: see `electron/shell/http/attachments.ts`. */
export const attachmentCalls = {
  get: get('/attachments/{id}', 'What an attachment is. Its content is at `/attachments/{id}/content`.')
    .input(byId)
    .output(attachment),
}
