/**
 * What gives a wire its meaning: providers, their capabilities as data, codecs, endpoints,
 * credentials and call control.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.patchbay.api.provider;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
