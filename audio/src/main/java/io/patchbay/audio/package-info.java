/**
 * Sound that several plugs need: sample-rate conversion, G.711, conversion between formats, voice
 * activity and turn detection, WAV files, levels. Nothing here knows of sessions or networks; the
 * only I/O is the streams and files that a caller hands to the WAV classes.
 *
 * <p>Converters and detectors are stateful: one instance per leg and direction, used by one thread
 * at a time, and they allocate nothing per frame. Samples in byte buffers are signed 16-bit
 * little-endian whatever {@link java.nio.ByteBuffer#order()} says.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.patchbay.audio;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
