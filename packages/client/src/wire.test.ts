import type * as protocol from '@jiggy-care/protocol';
import { expectTypeOf, test } from 'vitest';
import type * as wire from './wire.ts';

/** Both ways, so that neither side knows a field or a word that the other does not. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

test('our plain types are those of the protocol', () => {
  expectTypeOf<Same<wire.Account, protocol.Account>>().toEqualTypeOf<true>();
  expectTypeOf<Same<wire.Person, protocol.Person>>().toEqualTypeOf<true>();
  expectTypeOf<Same<wire.SessionInfo, protocol.Session>>().toEqualTypeOf<true>();
  expectTypeOf<Same<wire.RefusedSignIn, protocol.RefusedSignIn>>().toEqualTypeOf<true>();
  expectTypeOf<Same<wire.OwnEmail, protocol.OwnEmail>>().toEqualTypeOf<true>();
  expectTypeOf<Same<wire.PreferencesRecord, protocol.Preferences>>().toEqualTypeOf<true>();
  expectTypeOf<keyof wire.PreferencesChange>().toEqualTypeOf<keyof protocol.ChangePreferencesBody>();
  expectTypeOf<Same<wire.Block, protocol.Block>>().toEqualTypeOf<true>();
  expectTypeOf<Same<wire.Booking, protocol.Booking>>().toEqualTypeOf<true>();
  expectTypeOf<Same<wire.BookingStep, protocol.BookingStep>>().toEqualTypeOf<true>();
  expectTypeOf<Same<wire.ConversationRecord, protocol.Conversation>>().toEqualTypeOf<true>();
  expectTypeOf<Same<wire.Message, protocol.Message>>().toEqualTypeOf<true>();
  expectTypeOf<Same<wire.CallRecord, protocol.Call>>().toEqualTypeOf<true>();
  expectTypeOf<Same<wire.SignedIn, protocol.SignedIn>>().toEqualTypeOf<true>();
  expectTypeOf<Same<wire.SentMessage, protocol.SentMessage>>().toEqualTypeOf<true>();
  expectTypeOf<Same<wire.WireInboxEntry, protocol.InboxEntry>>().toEqualTypeOf<true>();
  expectTypeOf<Same<wire.ServerErrorCode, protocol.ErrorCode>>().toEqualTypeOf<true>();
  expectTypeOf<Same<wire.PushSubscribe, protocol.SubscribeBody>>().toEqualTypeOf<true>();
  expectTypeOf<Same<wire.ReachableDevice, protocol.ReachableDevice>>().toEqualTypeOf<true>();
  expectTypeOf<Same<wire.UserRole, protocol.UserRole>>().toEqualTypeOf<true>();
  // Lists are readonly with us, so these fit one way.
  expectTypeOf<protocol.RouteReply<(typeof protocol.ROUTES)['listCalls']>>().toExtend<wire.CallsPage>();
  // What is absent is not `undefined` with us, as it is in the JSON.
  expectTypeOf<Required<wire.IceServers['iceServers'][number]>>().toExtend<
    Required<protocol.IceServers['iceServers'][number]>
  >();
  expectTypeOf<keyof wire.IceServers>().toEqualTypeOf<keyof protocol.IceServers>();
  expectTypeOf<protocol.Changes>().toExtend<wire.ChangesPage>();
  expectTypeOf<protocol.RouteReply<(typeof protocol.ROUTES)['listMessages']>>().toExtend<wire.HistoryPage>();
  type NewBookingIn = Parameters<(typeof protocol.CreateBookingBody)['parse']>[0] &
    protocol.RouteInput<(typeof protocol.ROUTES)['createBooking']>['body'];
  expectTypeOf<keyof wire.NewBooking>().toEqualTypeOf<keyof NewBookingIn>();
});
