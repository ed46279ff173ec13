/**
 * Recordings of sessions: both sides of the sound on one clock as a stereo WAV file, and everything
 * that happened as JSON lines, from which the session can be replayed.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.patchbay.runtime.record;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
