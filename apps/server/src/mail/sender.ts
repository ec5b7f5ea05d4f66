/** A mail as the library takes it. */
export interface Envelope {
  readonly messageId: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly icalEvent?: { readonly method: string; readonly filename: string; readonly content: string };
  readonly headers: Readonly<Record<string, string>>;
}

/** Where mails go. */
export interface Sender {
  /** @throws JobRefused when they are not taken, or not before they are to be left alone */
  send(envelope: Envelope, signal: AbortSignal): Promise<void>;
  close(): void;
}
