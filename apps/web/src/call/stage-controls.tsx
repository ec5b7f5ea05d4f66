import type { Call, MediaProblem } from '@jiggy-care/client/calls';
import { useChatClient, useStore } from '@jiggy-care/client/react';
import {
  Ellipsis,
  MessageCircle,
  Mic,
  MicOff,
  PhoneOff,
  ScreenShare,
  ScreenShareOff,
  Video,
  VideoOff,
} from 'lucide-react';
import { useWords } from '../i18n/words.ts';
import { classNames } from '../ui/class-names.ts';
import { RoundButton } from './round-button.tsx';
import { useCallKey } from './use-call-key.ts';
import { callWords } from './words.ts';

/** All of them share the width of a phone. */
const SEAT = 'min-w-0 max-w-20 flex-1';

interface Props {
  readonly call: Call;
  /** Before the other one has answered there is nobody to share or write with yet. */
  readonly isWaiting: boolean;
  readonly isChatOpen: boolean;
  readonly isMoreOpen: boolean;
  readonly onChat: () => void;
  readonly onMore: () => void;
  readonly onScreenProblem: (problem: MediaProblem | undefined) => void;
}

/** What one does in a call. They never hide. */
export function StageControls(props: Props) {
  const { call, isWaiting, isChatOpen, isMoreOpen, onMore } = props;
  const words = useWords(callWords);
  return (
    <div
      className={classNames(
        'pointer-events-auto relative z-20 col-start-1 row-start-3 flex items-start justify-center px-1.5 sm:gap-1',
        isChatOpen ? 'pt-1 pb-2 lg:pt-3 lg:pb-5' : 'pt-3 pb-[max(1rem,env(safe-area-inset-bottom))] lg:pb-5',
      )}
    >
      <Microphone call={call} />
      <Camera call={call} />
      {!isWaiting && <Share {...props} />}
      {!isWaiting && <Chat {...props} />}
      <RoundButton
        className={SEAT}
        icon={Ellipsis}
        text={words.more}
        label={words.moreLong}
        look={isMoreOpen ? 'off' : 'glass'}
        aria-expanded={isMoreOpen}
        onClick={onMore}
      />
      <RoundButton
        className={SEAT}
        icon={PhoneOff}
        text={isWaiting ? words.cancel : words.hangUp}
        label={isWaiting ? words.cancelLong : words.hangUpLong}
        look="end"
        onClick={() => call.end()}
      />
    </div>
  );
}

function Microphone({ call }: { readonly call: Call }) {
  const words = useWords(callWords);
  const { microphone } = useStore(call.local);
  const isOn = microphone === 'on';
  const change = () => {
    // Without a microphone, wanting to be heard means asking for one again.
    if (microphone === 'none') call.retryMedia().catch(() => {});
    else call.setMuted(isOn);
  };
  useCallKey('m', change);
  return (
    <RoundButton
      className={SEAT}
      icon={isOn ? Mic : MicOff}
      text={isOn ? words.mute : words.unmute}
      label={isOn ? words.muteLong : words.unmuteLong}
      look={isOn ? 'glass' : 'off'}
      aria-keyshortcuts="M"
      onClick={change}
    />
  );
}

function Camera({ call }: { readonly call: Call }) {
  const words = useWords(callWords);
  const { camera, isChanging } = useStore(call.local);
  const isOn = camera === 'on';
  return (
    <RoundButton
      className={SEAT}
      icon={isOn ? Video : VideoOff}
      text={isOn ? words.cameraOff : words.cameraOn}
      label={isOn ? words.cameraOffLong : words.cameraOnLong}
      look={isOn ? 'glass' : 'off'}
      aria-busy={isChanging || undefined}
      onClick={() => {
        if (!isChanging) call.setCamera(!isOn).catch(() => {});
      }}
    />
  );
}

function Share({ call, onScreenProblem }: Props) {
  const words = useWords(callWords);
  const { canShareScreen, screen, isChanging } = useStore(call.local);
  if (!canShareScreen) return null;
  const isOn = screen === 'on';
  return (
    <RoundButton
      className={SEAT}
      icon={isOn ? ScreenShareOff : ScreenShare}
      text={isOn ? words.unshareShort : words.share}
      label={isOn ? words.unshare : words.shareLong}
      look={isOn ? 'off' : 'glass'}
      aria-busy={isChanging || undefined}
      onClick={() => {
        if (isChanging) return;
        if (isOn) call.stopSharing();
        else call.shareScreen().then(onScreenProblem, () => {});
      }}
    />
  );
}

function Chat({ call, isChatOpen, onChat }: Props) {
  const words = useWords(callWords);
  const unread = useStore(useChatClient().conversation(call.conversationId).unread);
  const isTold = unread > 0 && !isChatOpen;
  return (
    <>
      <RoundButton
        className={SEAT}
        icon={MessageCircle}
        text={words.chat}
        label={`${isChatOpen ? words.closeChat : words.openChat}${isTold ? `, ${words.unread(unread)}` : ''}`}
        look={isChatOpen ? 'off' : 'glass'}
        aria-expanded={isChatOpen}
        onClick={onChat}
        badge={
          isTold && (
            <span className="-top-0.5 -right-0.5 absolute grid h-5 min-w-5 animate-fade place-items-center rounded-full bg-[#d96b43] px-1 font-bold text-[#1d0a03] text-[0.6875rem]">
              {unread > 99 ? '99+' : unread}
            </span>
          )
        }
      />
      <span role="status" className="sr-only">
        {isTold && words.unread(unread)}
      </span>
    </>
  );
}
