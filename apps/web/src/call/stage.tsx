import type { Call, MediaProblem } from '@jiggy-care/client/calls';
import { useCallState, useConversation, useStore } from '@jiggy-care/client/react';
import { MicOff, MonitorUp, VideoOff, Volume2 } from 'lucide-react';
import { type ReactNode, useId, useRef, useState } from 'react';
import { useWords } from '../i18n/words.ts';
import { NameIn } from '../people/name-in.tsx';
import { useNameText } from '../people/use-role-mark.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { CallDialog } from './call-dialog.tsx';
import { ChatPanel } from './chat-panel.tsx';
import { MediaNotices } from './media-notices.tsx';
import { MorePanel } from './more-panel.tsx';
import { OwnPicture } from './own-picture.tsx';
import { QualityPanel } from './quality-panel.tsx';
import { RemotePicture } from './remote-picture.tsx';
import { StageControls } from './stage-controls.tsx';
import { useStageExtras } from './stage-extras.ts';
import { StageHeader } from './stage-header.tsx';
import { TroubleCard } from './trouble-card.tsx';
import type { RemoteSound } from './use-remote-sound.ts';
import { WaitingPicture } from './waiting-picture.tsx';
import { callWords } from './words.ts';

interface Props {
  readonly call: Call;
  /** Whether it fills the window; else it stays as it is, unseen. */
  readonly isShown: boolean;
  readonly sound: Pick<RemoteSound, 'isBlocked' | 'play'>;
  readonly onMinimise: () => void;
  /** The conversation, to be read and written beside the call. */
  readonly chat: ReactNode;
}

/** A call from the first ring at the other side to its end. */
export function Stage({ call, isShown, sound, onMinimise, chat }: Props) {
  const state = useCallState(call);
  const { phase } = state;
  const isWaiting = phase === 'calling' || phase === 'ringing' || phase === 'answering';
  // A conversation that is not open anywhere tells nothing of what is written in it.
  useConversation(call.conversationId);

  const titleId = useId();
  const box = useRef<HTMLDivElement>(null);
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const extras = useStageExtras({ stage: box, video });
  const [panel, setPanel] = useState<'quality' | 'more'>();
  const [wantsChat, setWantsChat] = useState(false);
  const [screenProblem, setScreenProblem] = useState<MediaProblem>();
  const isChatOpen = wantsChat && !isWaiting;
  const toggle = (which: 'quality' | 'more') => setPanel(panel === which ? undefined : which);
  const closePanel = () => setPanel(undefined);

  return (
    <CallDialog look="stage" labelledBy={titleId} isOpen={isShown} phase={phase}>
      <div ref={box} className="call-split call-canvas size-full">
        <main className="call-split-stage grid min-h-0 min-w-0 grid-cols-[minmax(0,1fr)] grid-rows-[auto_minmax(0,1fr)_auto]">
          <div className="call-picture">
            {isWaiting ? (
              <WaitingPicture call={call} state={state} />
            ) : (
              <RemotePicture call={call} isConnected={phase === 'live'} ref={setVideo} />
            )}
          </div>
          <StageHeader
            call={call}
            titleId={titleId}
            isWaiting={isWaiting}
            isLive={phase === 'live' || phase === 'reconnecting'}
            isQualityOpen={panel === 'quality'}
            extras={extras}
            onQuality={() => toggle('quality')}
            onMinimise={onMinimise}
          />
          <div className="call-middle pointer-events-none relative col-start-1 row-start-2 m-2.5 lg:mx-8 lg:my-4">
            {!isWaiting && <OwnPicture call={call} />}
            {sound.isBlocked && <TapToHear name={call.other.name} onClick={sound.play} />}
            <div className="pointer-events-none absolute inset-x-0 top-0 z-20 grid max-h-full justify-items-center gap-2 overflow-y-auto">
              <TroubleCard call={call} state={state} />
              {!isWaiting && <WhatIsOff call={call} isConnected={phase === 'live'} />}
              <MediaNotices
                call={call}
                screenProblem={screenProblem}
                onScreenHidden={() => setScreenProblem(undefined)}
              />
            </div>
            {panel === 'quality' && <QualityPanel call={call} onClose={closePanel} />}
            {panel === 'more' && (
              <MorePanel onClose={closePanel}>
                {extras.length > 0 && (
                  <div className="mb-4 grid gap-2 sm:hidden">
                    {extras.map(({ kind, label, isOn, onClick }) => (
                      <Button
                        key={kind}
                        aria-pressed={isOn}
                        onClick={() => {
                          onClick();
                          closePanel();
                        }}
                      >
                        {label}
                      </Button>
                    ))}
                  </div>
                )}
              </MorePanel>
            )}
          </div>
          <StageControls
            call={call}
            isWaiting={isWaiting}
            isChatOpen={isChatOpen}
            isMoreOpen={panel === 'more'}
            onChat={() => setWantsChat(!wantsChat)}
            onMore={() => toggle('more')}
            onScreenProblem={setScreenProblem}
          />
        </main>
        {isChatOpen && isShown && <ChatPanel onClose={() => setWantsChat(false)}>{chat}</ChatPanel>}
      </div>
    </CallDialog>
  );
}

/** A browser that was not touched since the page was loaded plays nobody's voice. */
function TapToHear({ name, onClick }: { readonly name: string; readonly onClick: () => void }) {
  const words = useWords(callWords);
  const nameText = useNameText();
  return (
    <div className="absolute inset-0 z-20 grid place-items-center">
      <div className="pointer-events-auto flex max-w-xs flex-col items-center gap-3 rounded-2xl bg-[#0b1416]/88 p-5 text-center shadow-far">
        <p className="text-ink-soft text-sm text-pretty">{words.tapToHearHint(nameText(name))}</p>
        <Button look="primary" size="large" icon={Volume2} onClick={onClick}>
          {words.tapToHear}
        </Button>
      </div>
    </div>
  );
}

/** What the two cannot hear or see, and what they might not know that they show. */
function WhatIsOff({ call, isConnected }: { readonly call: Call; readonly isConnected: boolean }) {
  const words = useWords(callWords);
  const { microphone, camera, screen } = useStore(call.local);
  const { audio } = useStore(call.remote);
  return (
    <div role="status" className="flex flex-wrap justify-center gap-2">
      {microphone !== 'on' && (
        <Pill look="own">
          <MicOff aria-hidden className="size-4 shrink-0" />
          {microphone === 'muted' ? words.youAreMuted : words.noMicrophone}
        </Pill>
      )}
      {call.type === 'video' && camera === 'off' && screen === 'off' && (
        <Pill look="own">
          <VideoOff aria-hidden className="size-4 shrink-0" /> {words.ownCameraOff}
        </Pill>
      )}
      {isConnected && !audio && (
        <Pill>
          <MicOff aria-hidden className="size-4 shrink-0" />
          <span className="min-w-0">
            <NameIn text={words.otherMuted} name={call.other.name} />
          </span>
        </Pill>
      )}
      {screen === 'on' && (
        <Pill>
          <MonitorUp aria-hidden className="size-4 shrink-0" /> {words.ownScreen}
        </Pill>
      )}
    </div>
  );
}

function Pill({ look, children }: { readonly look?: 'own'; readonly children: ReactNode }) {
  return (
    <p
      className={classNames(
        'edged flex min-h-8 animate-fade items-center gap-2 rounded-full px-3.5 font-medium text-xs shadow-near',
        look === 'own' ? 'bg-on-amber-soft text-[#2b2005]' : 'bg-[#0b1416]/80 text-white',
      )}
    >
      {children}
    </p>
  );
}
