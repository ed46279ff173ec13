/** Guardrails that trip at listed words and patterns. */
@NullMarked
package io.patchbay.guardrails.blocklist.internal;

import org.jspecify.annotations.NullMarked;
