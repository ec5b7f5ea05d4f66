/**
 * A chat screen for React Native: the same client and hooks, with a platform of the phone. It is type-checked
 * with the package; what comes from the phone is declared below, since React Native is not installed here.
 */
import { createChatClient, type Network, standardPlatform, type TokenStore } from '@jiggy-care/client';
import {
  ChatProvider,
  useConnection,
  useConversation,
  useDraft,
  useMessages,
} from '@jiggy-care/client/react';
import type { ComponentType, ReactNode } from 'react';

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
declare const View: ComponentType<{ children?: ReactNode }>;
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

export function App({ conversationId }: { readonly conversationId: string }) {
  return (
    <ChatProvider client={client}>
      <ChatScreen conversationId={conversationId} />
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
