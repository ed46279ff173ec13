/** The conversation as a list of items: messages, calls and their outputs. */
@Export
@Version("1.0.0")
@NullMarked
package io.patchbay.api.history;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
