import { io, type Socket } from 'socket.io-client';

type CallType = 'video' | 'audio';
type Audible = 'ringback' | 'incoming';

const SERVER = 'http://localhost:3000/chat';

/**
 * A client as a developer writes it who has read nothing but the document and its first example, with that
 * example's public methods and its weak sides: it offers before it is accepted, makes a new peer connection for each
 * offer that comes, keeps no queue of candidates, hangs up without a word to anyone, and shows no credential on its
 * socket. Our own words; it stands in for the example where the document is not at hand.
 */
export class ChatService {
  remoteStream: MediaStream | undefined;
  private socket: Socket | undefined;
  private peer: RTCPeerConnection | undefined;
  private ownMedia: MediaStream | undefined;
  private readonly tones: Partial<Record<Audible, HTMLAudioElement>> = {};

  // biome-ignore lint/complexity/noUselessConstructor: the example takes its token here, though its socket never shows it
  constructor(_token: string) {}

  connect(_userId: string, _userType: string): void {
    const socket = io(SERVER, { transports: ['websocket', 'polling'] });
    this.socket = socket;
    socket.on('connect', () => say('Connected'));

    socket.on('call:ringing', () => this.play('ringback'));
    socket.on('call:incoming', ({ fromUserId }) => {
      say(`Incoming call from: ${fromUserId}`);
      this.play('incoming');
    });
    socket.on('call:accepted', () => {
      say('Call accepted');
      this.hush('ringback');
    });
    socket.on('call:stop-ringing', () => this.hush('ringback'));
    socket.on('call:connected', () => {
      say('Call connected');
      this.hush('incoming');
    });
    socket.on('call:rejected', ({ reason }) => this.over(`Call rejected: ${reason}`));
    socket.on('call:no-answer', () => this.over('No answer'));
    socket.on('call:missed', ({ fromUserId }) => {
      say(`Missed call from: ${fromUserId}`);
      this.hush('incoming');
    });
    socket.on('call:ended', ({ fromUserId }) => {
      say(`Call ended by: ${fromUserId}`);
      this.endCall();
    });

    socket.on('webrtc:offer', ({ offer, fromUserId }) => this.answer(offer, fromUserId));
    socket.on('webrtc:answer', ({ answer }) => this.peer?.setRemoteDescription(answer));
    socket.on('webrtc:ice-candidate', ({ candidate }) => this.peer?.addIceCandidate(candidate));
  }

  joinConversation(conversationId: string, userId: string, userType: string): void {
    this.socket?.emit('join_conversation', { conversationId, userId, userType });
  }

  async initiateCall(toUserId: string, conversationId: string, callType: CallType): Promise<void> {
    await this.openMedia(callType);
    this.socket?.emit('call:initiate', { toUserId, conversationId, callType });
    const peer = this.newPeer(toUserId);
    const offer = await peer.createOffer();
    await peer.setLocalDescription(offer);
    this.socket?.emit('webrtc:offer', { toUserId, offer });
  }

  async acceptCall(callerId: string, callType: CallType): Promise<void> {
    await this.openMedia(callType);
    this.socket?.emit('call:accept', { toUserId: callerId });
  }

  rejectCall(callerId: string, reason = 'Busy'): void {
    this.socket?.emit('call:reject', { toUserId: callerId, reason });
    this.hush('incoming');
  }

  endCall(): void {
    this.peer?.close();
    this.peer = undefined;
    for (const track of this.ownMedia?.getTracks() ?? []) track.stop();
    this.ownMedia = undefined;
    this.remoteStream = undefined;
  }

  disconnect(): void {
    this.over('Disconnected');
    this.socket?.disconnect();
  }

  private async openMedia(callType: CallType): Promise<void> {
    this.ownMedia = await navigator.mediaDevices.getUserMedia({ audio: true, video: callType === 'video' });
  }

  private newPeer(toUserId: string): RTCPeerConnection {
    const peer = new RTCPeerConnection({ iceServers: [{ urls: 'stun:stun.example.org:3478' }] });
    this.peer = peer;
    for (const track of this.ownMedia?.getTracks() ?? []) peer.addTrack(track, this.ownMedia as MediaStream);
    peer.ontrack = ({ streams }) => {
      this.remoteStream = streams[0];
      say('Remote stream received');
    };
    peer.onicecandidate = ({ candidate }) => {
      if (candidate !== null) this.socket?.emit('webrtc:ice-candidate', { toUserId, candidate });
    };
    return peer;
  }

  private async answer(offer: RTCSessionDescriptionInit, fromUserId: string): Promise<void> {
    const peer = this.newPeer(fromUserId);
    await peer.setRemoteDescription(offer);
    const answer = await peer.createAnswer();
    await peer.setLocalDescription(answer);
    this.socket?.emit('webrtc:answer', { toUserId: fromUserId, answer });
  }

  private over(words: string): void {
    say(words);
    this.hush('ringback');
    this.hush('incoming');
    this.endCall();
  }

  private play(tone: Audible): void {
    const sound = new Audio(`/sounds/${tone}.mp3`);
    this.tones[tone] = sound;
    sound.loop = true;
    sound.play().catch((error: unknown) => say(`Failed to play ${tone}: ${error}`));
  }

  private hush(tone: Audible): void {
    this.tones[tone]?.pause();
    delete this.tones[tone];
  }
}

/** As the example says what it does. */
function say(words: string): void {
  // biome-ignore lint/suspicious/noConsole: the console is the whole user interface of such a client
  console.log(words);
}
