/**
 * Posts a file. `fetch` would not say how far it is.
 *
 * @param went told how much of it is sent, from 0 to 1
 * @throws TypeError when the host cannot be reached, as `fetch` does
 */
export function sendFile(
  url: string,
  token: string,
  file: File,
  went?: (share: number) => void,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', url)
    request.setRequestHeader('authorization', `Bearer ${token}`)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      if (total > 0) went?.(loaded / total)
    })
    request.addEventListener('load', () =>
      resolve(new Response(request.responseText, { status: request.status })),
    )
    const fail = () => reject(new TypeError('Failed to fetch'))
    request.addEventListener('error', fail)
    request.addEventListener('abort', fail)
    request.send(file)
  })
}
