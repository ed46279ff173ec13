/**
 * The way to a model over WebRTC: the provider's codec on the text channel, sound as packets beside
 * it, and a POST to begin with.
 */
@NullMarked
package io.patchbay.transport.webrtc.internal;

import org.jspecify.annotations.NullMarked;
