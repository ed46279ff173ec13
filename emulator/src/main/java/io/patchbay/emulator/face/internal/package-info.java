/**
 * What a face is: another provider's wire in front of the emulator's session.
 *
 * <p>The session ({@link io.patchbay.emulator.session.internal.EmulatedSession}) speaks today's
 * OpenAI protocol and nothing else. A {@link io.patchbay.emulator.face.internal.Face} lets clients
 * of another provider talk to it: it judges the handshake as that provider does, and makes an
 * {@link io.patchbay.emulator.face.internal.Interpreter} for each connection, which turns the
 * client's frames into OpenAI client events and the session's events into the provider's frames.
 * All it needs for that is its {@link io.patchbay.emulator.face.internal.FaceLine}. The rest is the
 * same for all faces and not theirs: listening, limits, pacing, recordings of what is on the wire,
 * faults, counters, the end of either side.
 *
 * <p>To add one:
 *
 * <ol>
 *   <li>Write a package {@code io.patchbay.emulator.face.<name>.internal} with a face and its
 *       interpreter, from the provider's documentation and not from a codec of ours: faces are the
 *       second opinion. What the provider would not understand is refused as it would refuse it.
 *   <li>Add the face to {@code FaceList} of {@code web.internal}. It is found at its own paths, and
 *       always under {@code /as/<name>} before them.
 *   <li>Test it through a real socket ({@code FaceClient}), and its frames against a typed model of
 *       the provider where there is one.
 * </ol>
 *
 * <p>The smallest face that does something is the beta shape of OpenAI's own protocol, a row of
 * {@code face.dialect.internal}.
 */
@NullMarked
package io.patchbay.emulator.face.internal;

import org.jspecify.annotations.NullMarked;
