/**
 * Speaking and hearing without a network: the seam between the emulator and its speech engines.
 *
 * <p>A {@link io.patchbay.emulator.speech.Speaker} turns a sentence into sound, an {@link
 * io.patchbay.emulator.speech.Ear} turns a turn of the caller into words out of a {@link
 * io.patchbay.emulator.speech.Vocabulary}. Both come from factories that {@link
 * io.patchbay.emulator.speech.SpeechEngines} finds, so that an installed recogniser can take the
 * place of the embedded one. Nothing heavy is loaded before the first sentence or the first turn.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.patchbay.emulator.speech;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
