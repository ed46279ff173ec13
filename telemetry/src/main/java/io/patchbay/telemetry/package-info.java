/**
 * Spans and metrics of all sessions of a runtime for OpenTelemetry, by the semantic conventions for
 * generative AI where there are such, and under {@code patchbay.*} where there are none.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.patchbay.telemetry;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
