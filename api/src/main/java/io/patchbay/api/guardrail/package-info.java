/** What watches words: checks of the caller's input and of the model's output. */
@Export
@Version("1.0.0")
@NullMarked
package io.patchbay.api.guardrail;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
