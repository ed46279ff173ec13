/**
 * Callers on this machine: a file or a stream that speaks and a file into which the agent's speech
 * is played; microphone and speaker, opened only on request.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.patchbay.runtime.leg;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
