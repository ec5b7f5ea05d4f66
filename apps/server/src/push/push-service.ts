import type { PushKind, PushNote } from '@jiggy-care/protocol';

/** A device that can be reached, and what its kind of service needs for it. */
export interface Device {
  readonly id: string;
  readonly userId: string;
  readonly kind: PushKind;
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
  /** Whether its session could still be used. A browser is told that there is something all the same, and of nobody. */
  readonly isSignedIn: boolean;
}

/** What is to be brought to a device. */
export interface Parcel {
  readonly note: PushNote;
  /** What is not taken by then is of no use any more. */
  readonly ttlS: number;
  readonly urgency: 'normal' | 'high';
  /** Of two with the same topic that wait for a device, the later one is brought alone. */
  readonly topic: string;
}

/** What became of a parcel: `gone` = there is no such device any more, `refused` = it would be refused again. */
export type Delivery =
  | { readonly outcome: 'taken' | 'gone' }
  | { readonly outcome: 'refused'; readonly fault: string }
  | { readonly outcome: 'later'; readonly fault: string; readonly notBefore?: number | undefined };

/** What brings parcels to devices of one kind. */
export interface PushService {
  send(device: Device, parcel: Parcel, stop: AbortSignal): Promise<Delivery>;
}
