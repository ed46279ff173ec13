/** The way to a model over WebRTC: sound as packets, messages over a data channel. */
@org.jspecify.annotations.NullMarked
package io.patchbay.transport.webrtc.internal;
