package io.patchbay.provider.openai.internal;

/** What a service offers beside the messages of its lines. */
enum Side {
    /** It records traces, which are switched on once it has opened the session. */
    TRACING,
    /** It takes a WebRTC offer by HTTP, at {@code …/calls} below the address of its sessions. */
    OFFERS,
    /** It carries calls that are controlled by REST and that a line can attach to. */
    CALLS
}
