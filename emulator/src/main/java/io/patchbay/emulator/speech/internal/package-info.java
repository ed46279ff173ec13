/** The embedded engines: FreeTTS for speaking, Sphinx4 with a grammar for hearing. */
@NullMarked
package io.patchbay.emulator.speech.internal;

import org.jspecify.annotations.NullMarked;
