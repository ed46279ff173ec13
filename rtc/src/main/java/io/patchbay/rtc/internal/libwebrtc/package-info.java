/**
 * The engine on libwebrtc, through webrtc-java 0.14.0. Used as its documentation says, that binding
 * ends the JVM; docs/decisions/0012 says by which rules it does not.
 */
@org.jspecify.annotations.NullMarked
package io.patchbay.rtc.internal.libwebrtc;
