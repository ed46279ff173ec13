/**
 * Sound as it crosses a contract: formats, chunks that are valid during a call, sources, sinks that
 * report what was played.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.patchbay.api.audio;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
