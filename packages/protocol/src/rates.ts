/**
 * The limits by rate that events and routes name. Each counts what one person does, over all devices, sockets and REST
 * together; how much is too much is the server's own matter.
 */
export type Rate =
  | 'verification'
  | 'booking'
  | 'pushTest'
  | 'message'
  | 'read'
  | 'delivered'
  | 'typing'
  | 'description'
  | 'candidate';
