/** The one message of the preload script to the main process: here are the host's ends of two ports, calls first. */
export const CONNECT_CHANNEL = 'openlinear:connect'
