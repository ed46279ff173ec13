// What this page uses of the browser plug's client (transport.browser), which it bundles.
declare module 'patchbay-browser/client.js' {
  export interface CallEvent {
    type: string;
    [field: string]: unknown;
  }

  export interface Call {
    readonly media: 'webrtc' | 'websocket' | 'provider';
    readonly ended: boolean;
    on(type: string, listener: (event: CallEvent) => void): () => void;
    sendText(text: string): void;
    interrupt(): void;
    unblock(): void;
    hangUp(): void;
  }

  export interface Wish {
    credential: string;
    url: string;
    microphone: MediaStream;
    audio?: HTMLAudioElement;
    worklet?: string;
    media?: 'webrtc' | 'websocket';
    on?: Record<string, (event: CallEvent) => void>;
  }

  export function connect(wish: Wish): Promise<Call>;
}

declare module 'patchbay-browser/worklet.js?url' {
  const address: string;
  export default address;
}
