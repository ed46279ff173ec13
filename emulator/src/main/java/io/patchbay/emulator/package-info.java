/**
 * A realtime provider on this machine: a server that speaks the OpenAI Realtime protocol on
 * loopback, without a key and without a network, for developing and testing voice agents.
 *
 * <p>{@link io.patchbay.emulator.Emulator} is the server. {@link io.patchbay.emulator.Script} says
 * what its model answers, {@link io.patchbay.emulator.Fault} what goes wrong.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.patchbay.emulator;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
