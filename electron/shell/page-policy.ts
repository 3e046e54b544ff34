/**
 * The policy of the page, whichever shell serves it: scripts, workers and fonts are files of its own, styles are also
 * set by its components, attached pictures are blobs, since they are asked for with the page's own means. Nothing is
 * framed, sent by a form or fetched from elsewhere, a picture included.
 *
 * @param connect whom the page may call
 */
export const pagePolicy = (connect: "'self'" | "'none'"): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "worker-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src ${connect}`,
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')
