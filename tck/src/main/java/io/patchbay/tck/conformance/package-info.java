/**
 * The conformance kits: an author of a plug extends the class for its kind, says how the plug is
 * made, and learns which parts of the contract hold. Each test is a sentence; its failure says
 * which rule is broken, what was seen, and what to do.
 *
 * <p>These classes, and they alone of this bundle, need JUnit Jupiter's API, which is no dependency
 * of those who do not use them.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.patchbay.tck.conformance;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
