import type { PushSubscribe, ReachableDevice } from '../wire.ts';

/**
 * On which devices the person is reached while the app is closed. What becomes of a subscription in a browser is the app's
 * matter: it needs a service worker of its own.
 */
export interface Push {
  /**
   * What `pushManager.subscribe` of a browser wants as `applicationServerKey`.
   *
   * @throws ChatError `push_off` where this server reaches no device, `unauthorized`, `unreachable`
   */
  key(): Promise<string>;
  /**
   * Makes this device reachable, as this person and for as long as the session lasts. To be said at each start of the app:
   * a device that is known goes over to the session that says it.
   *
   * @param subscription what `toJSON()` of the browser's gives
   * @throws ChatError `push_off`, `validation_failed` for a push service that the server does not know, `unreachable`
   */
  subscribe(subscription: PushSubscribe): Promise<ReachableDevice>;
  /** The newest first; `current` marks this one. @throws ChatError `unauthorized`, `unreachable` */
  list(): Promise<ReachableDevice[]>;
  /** @throws ChatError `not_found`, `unauthorized`, `unreachable` */
  remove(id: string): Promise<void>;
  /**
   * Sends a notification to this device; resolves once its push service has taken it.
   *
   * @throws ChatError `not_found` where this device is not reachable, `push_failed`, `rate_limited`, `unreachable`
   */
  test(): Promise<void>;
}
