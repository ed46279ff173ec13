/**
 * WebRTC for whoever needs a far end with packet media: transports, caller legs and the emulator.
 *
 * <p>{@link io.patchbay.rtc.RtcEngine} is the contract of an engine, and all that others know of
 * it; {@link io.patchbay.rtc.RtcLink} is how it is used: on a loop, bounded and paced.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.patchbay.rtc;
