/** Calls over WebRTC: marker tones, a model that speaks them, and what calls cost. */
@org.jspecify.annotations.NullMarked
package io.patchbay.bench.internal.rtc;
