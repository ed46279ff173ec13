/**
 * SIP for whoever needs a telephone: caller legs and the emulator.
 *
 * <p>{@link io.patchbay.sip.SipDoors} opens listening sockets that outlive whoever uses them;
 * {@link io.patchbay.sip.SipCall} is a call with its sound, on the loop of whoever took it. What
 * lies below, messages, transactions, dialogs, session descriptions and packets, is nobody else's.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.patchbay.sip;
