/**
 * What others may use of the OpenAI dialect: reading session objects that people write by hand, in
 * the spelling of today or of the beta.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.patchbay.provider.openai;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
