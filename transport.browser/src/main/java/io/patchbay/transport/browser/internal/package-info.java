/** Callers who come with a web page or a program of their own, over WebRTC or WebSocket. */
@org.jspecify.annotations.NullMarked
package io.patchbay.transport.browser.internal;
