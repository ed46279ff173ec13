/**
 * The face of Gemini Live ({@code BidiGenerateContent}), after Google's WebSockets reference of the
 * Live API, the types of its client {@code @google/genai} 2.32, and closes that its users report.
 */
@NullMarked
package io.patchbay.emulator.face.gemini.internal;

import org.jspecify.annotations.NullMarked;
