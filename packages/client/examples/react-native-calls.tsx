/**
 * Calls on a phone: it rings wherever the person is in the app, then the call itself, then how it ended. Put
 * `CallLayer` once above your screens; `react-native.tsx` does. It rings while the app runs; to ring a phone that
 * sleeps takes a push message and CallKit or a full-screen intent, which are not part of this.
 */
import type { Call, CallOutcomeKind, CallTrouble, MediaStreamLike } from '@jiggy-care/client/calls';
import { useCall, useCallState, useCalls, useCallTime, useStore } from '@jiggy-care/client/react';
import { type ComponentType, type ReactNode, useEffect } from 'react';
import type { PhoneStream } from './react-native-call-platform.ts';

/** `RTCView` of react-native-webrtc: shows a stream by its URL. Sound needs no view. */
declare const RTCView: ComponentType<{
  streamURL: string;
  objectFit: 'cover' | 'contain';
  mirror?: boolean;
  zOrder?: number;
}>;
/** `react-native-incall-manager`: the earpiece or the loudspeaker, and no screen lock meanwhile. */
declare const InCallManager: { start(setup: { media: 'audio' | 'video' }): void; stop(): void };
declare const Modal: ComponentType<{ visible: boolean; children?: ReactNode }>;
declare const View: ComponentType<{ children?: ReactNode }>;
declare const Text: ComponentType<{ accessibilityRole?: 'header' | 'alert'; children?: ReactNode }>;
declare const Button: ComponentType<{ title: string; onPress(): void; disabled?: boolean }>;

export function CallLayer() {
  const call = useCall();
  return (
    <Modal visible={call !== undefined}>
      {call !== undefined && <CallScreen key={call.key} call={call} />}
    </Modal>
  );
}

function CallScreen({ call }: { readonly call: Call }) {
  const { phase } = useCallState(call);
  const isTalking = phase !== 'incoming' && phase !== 'ended';
  useEffect(() => {
    if (!isTalking) return;
    InCallManager.start({ media: call.type });
    return () => InCallManager.stop();
  }, [isTalking, call.type]);
  if (phase === 'incoming') return <Incoming call={call} />;
  return phase === 'ended' ? <Ended call={call} /> : <Stage call={call} />;
}

function Incoming({ call }: { readonly call: Call }) {
  return (
    <View>
      <Text accessibilityRole="header">{call.other.name}</Text>
      <Text>{call.type === 'video' ? 'Video call' : 'Voice call'}</Text>
      <Button title="Decline" onPress={() => call.decline()} />
      {call.type === 'video' && (
        <Button title="Accept without camera" onPress={() => call.accept({ video: false })} />
      )}
      <Button title="Accept" onPress={() => call.accept()} />
    </View>
  );
}

function Stage({ call }: { readonly call: Call }) {
  const local = useStore(call.local);
  const remote = useStore(call.remote);
  return (
    <View>
      {remote.stream !== undefined && remote.video && (
        <RTCView streamURL={urlOf(remote.stream)} objectFit={remote.screen ? 'contain' : 'cover'} />
      )}
      {local.preview !== undefined && (
        <RTCView streamURL={urlOf(local.preview)} objectFit="cover" mirror zOrder={1} />
      )}
      <Text accessibilityRole="header">{call.other.name}</Text>
      <Status call={call} />
      {!remote.audio && remote.stream !== undefined && <Text>Their microphone is off</Text>}
      {local.microphoneProblem !== undefined && (
        <Text accessibilityRole="alert">They cannot hear you: the microphone cannot be used</Text>
      )}
      {local.cameraProblem !== undefined && <Text>The camera cannot be used</Text>}
      <Button
        title={local.microphone === 'muted' ? 'Unmute' : 'Mute'}
        disabled={local.microphone === 'none'}
        onPress={() => call.setMuted(local.microphone === 'on')}
      />
      <Button
        title={local.camera === 'on' ? 'Camera off' : 'Camera on'}
        disabled={local.isChanging}
        onPress={() => void call.setCamera(local.camera !== 'on')}
      />
      {local.canFlipCamera && <Button title="Other camera" onPress={() => void call.flipCamera()} />}
      <Button title="Hang up" onPress={() => call.end()} />
    </View>
  );
}

function Status({ call }: { readonly call: Call }) {
  const { phase, trouble } = useCallState(call);
  const seconds = useCallTime(call) ?? 0;
  if (phase === 'live') return <Text>{formatTime(seconds)}</Text>;
  if (phase === 'ringing') return <Text>It rings …</Text>;
  if (phase === 'calling') return <Text>Calling …</Text>;
  return <Text>{trouble === undefined ? 'Connecting …' : TROUBLES[trouble]}</Text>;
}

function Ended({ call }: { readonly call: Call }) {
  const calls = useCalls();
  const { outcome } = useCallState(call);
  return (
    <View>
      <Text accessibilityRole="header">{outcome === undefined ? 'Call ended' : ENDINGS[outcome.kind]}</Text>
      {outcome?.reason !== undefined && <Text>{outcome.reason}</Text>}
      {outcome?.error !== undefined && <Text>{outcome.error.message}</Text>}
      <Button title="Close" onPress={() => calls.dismiss()} />
    </View>
  );
}

const TROUBLES: Record<CallTrouble, string> = {
  'own-network': 'Your connection is weak. Trying again …',
  'other-network': 'Their connection is weak. Trying again …',
  'other-away': 'They have left the page and may be back in a moment',
  'no-route': 'No way through yet. Trying again …',
  refused: 'This device does not understand theirs yet. Trying again …',
};

const ENDINGS: Record<CallOutcomeKind, string> = {
  'hung-up': 'Call ended',
  declined: 'Declined',
  cancelled: 'Cancelled',
  'no-answer': 'No answer',
  busy: 'In another call',
  offline: 'Not reachable now',
  missed: 'Missed call',
  'answered-elsewhere': 'Answered on another device',
  'declined-elsewhere': 'Declined on another device',
  'connection-lost': 'The connection was lost',
  'not-connected': 'No connection could be made',
  replaced: 'Another call took its place',
  'signed-out': 'You are signed out',
  'booking-cancelled': 'The appointment was cancelled',
  refused: 'The call could not be made',
};

function urlOf(stream: MediaStreamLike): string {
  return (stream as PhoneStream).toURL();
}

function formatTime(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
