/**
 * A chat screen for React Native: the same client and hooks, with a platform of the phone. It is type-checked
 * with the package; what comes from the phone is declared below, since React Native is not installed here.
 * Calls are in `react-native-calls.tsx`.
 */
import {
  ChatError,
  createChatClient,
  type Network,
  standardPlatform,
  type TokenStore,
} from '@jiggy-care/client';
import { type CallType, createCalls } from '@jiggy-care/client/calls';
import {
  ChatProvider,
  useCalls,
  useConnection,
  useConversation,
  useDraft,
  useMessages,
} from '@jiggy-care/client/react';
import type { ComponentType, ReactNode } from 'react';
import { phoneCalls } from './react-native-call-platform.ts';
import { CallLayer } from './react-native-calls.tsx';

/** `AppState` of react-native. */
declare const AppState: {
  addEventListener(type: 'change', listener: (state: string) => void): { remove(): void };
};
/** `@react-native-community/netinfo`. */
declare const NetInfo: {
  addEventListener(listener: (state: { isConnected: boolean | null }) => void): () => void;
};
/** `expo-secure-store`, or any other door to the keychain. */
declare const SecureStore: {
  getItemAsync(key: string): Promise<string | null>;
  setItemAsync(key: string, value: string): Promise<void>;
  deleteItemAsync(key: string): Promise<void>;
};
declare const Alert: { alert(title: string, message: string): void };
declare const View: ComponentType<{ children?: ReactNode }>;
declare const Button: ComponentType<{ title: string; onPress(): void }>;
declare const Text: ComponentType<{ children?: ReactNode }>;
declare const TextInput: ComponentType<{
  value: string;
  onChangeText(text: string): void;
  onSubmitEditing(): void;
}>;
declare const FlatList: <T>(props: {
  data: readonly T[];
  inverted?: boolean;
  keyExtractor(item: T): string;
  renderItem(row: { item: T }): ReactNode;
  onEndReached(): void;
}) => ReactNode;

let isConnected = true;
const phoneNetwork: Network = {
  isOnline: () => isConnected,
  onWake: (listener) => {
    const appState = AppState.addEventListener('change', (state) => state === 'active' && listener());
    const stop = NetInfo.addEventListener((state) => {
      const isBack = !isConnected && state.isConnected === true;
      isConnected = state.isConnected !== false;
      if (isBack) listener();
    });
    return () => {
      appState.remove();
      stop();
    };
  },
  onOffline: (listener) => NetInfo.addEventListener((state) => state.isConnected === false && listener()),
};

const TOKENS = 'jiggy-care-tokens';
const keychain: TokenStore = {
  load: async () => {
    const text = await SecureStore.getItemAsync(TOKENS);
    return text === null ? undefined : JSON.parse(text);
  },
  save: (tokens) =>
    tokens === undefined
      ? SecureStore.deleteItemAsync(TOKENS)
      : SecureStore.setItemAsync(TOKENS, JSON.stringify(tokens)),
};

const client = createChatClient({
  url: 'https://care.example.org',
  auth: { kind: 'session', store: keychain },
  platform: standardPlatform({ network: phoneNetwork }),
});
const calls = createCalls(client, phoneCalls);

export function App({ conversationId }: { readonly conversationId: string }) {
  return (
    <ChatProvider client={client} calls={calls}>
      <ChatScreen conversationId={conversationId} />
      <CallLayer />
    </ChatProvider>
  );
}

function ChatScreen({ conversationId }: { readonly conversationId: string }) {
  const { status } = useConnection();
  const conversation = useConversation(conversationId);
  const { items } = useMessages(conversation);
  const [draft, setDraft] = useDraft(conversation);
  const write = (text: string) => {
    setDraft(text);
    conversation.typing.set(text !== '');
  };
  const send = () => {
    if (draft.trim() === '') return;
    conversation.send(draft);
    setDraft('');
  };
  return (
    <View>
      <CallButtons conversationId={conversationId} />
      {status !== 'connected' && <Text>Reconnecting; what you write is sent as soon as possible</Text>}
      <FlatList
        inverted
        data={[...items].reverse()}
        keyExtractor={({ key }) => key}
        renderItem={({ item }) => <Text>{`${item.content} (${item.status})`}</Text>}
        onEndReached={() => void conversation.loadOlder().catch(() => {})}
      />
      <TextInput value={draft} onChangeText={write} onSubmitEditing={send} />
    </View>
  );
}

function CallButtons({ conversationId }: { readonly conversationId: string }) {
  const calls = useCalls();
  const call = (type: CallType) => {
    try {
      calls.place({ conversationId, type });
    } catch (thrown) {
      if (!(thrown instanceof ChatError)) throw thrown;
      Alert.alert('No call', thrown.message);
    }
  };
  return (
    <View>
      <Button title="Voice call" onPress={() => call('audio')} />
      <Button title="Video call" onPress={() => call('video')} />
    </View>
  );
}
