/** A command that was understood but cannot be done; the message is for the operator. */
export class AdminRefusal extends Error {
  override readonly name = 'AdminRefusal';
}
